"""The HTTP side: thin views over the services, one blueprint for each audience."""
