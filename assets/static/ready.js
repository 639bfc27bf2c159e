// Say before the first paint that scripts run, so that the list does not flash before the dial.
document.documentElement.classList.add("js");
