"""A citizen health portal for the communes of Viet Nam; `portal.app` puts it together."""
