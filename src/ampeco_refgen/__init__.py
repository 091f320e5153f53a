"""ampeco-refgen: turns an OpenAPI document into an agent skill (see docs/architecture.md for the flow)."""
