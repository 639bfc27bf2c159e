// Ask the browser where it is when somebody taps, and put it into the form; nothing of it is kept on the page.
for (const button of document.querySelectorAll("[data-locate]")) {
  if (!navigator.geolocation) continue;
  const form = button.form, said = form.querySelector("[data-located]");
  button.hidden = false;
  button.addEventListener("click", (event) => {
    event.preventDefault();
    button.disabled = true;
    said.textContent = button.dataset.asking;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        for (const name of ["latitude", "longitude", "accuracy"]) form.elements[name].value = coords[name];
        button.disabled = false;
        if (button.dataset.locate === "go") form.submit();
        else said.textContent = button.dataset.noted;
      },
      () => {
        button.disabled = false;
        said.textContent = button.dataset.denied;
      },
      { enableHighAccuracy: true, timeout: 20000, maximumAge: 0 },
    );
  });
}
