"""The use cases: issue a poster, show it, record a scan, report."""
