"""The command line: options in, one call into the pipeline, messages to stderr, the promised exit code."""
