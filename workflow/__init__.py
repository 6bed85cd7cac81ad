"""One function per user action: authorise, lock, check, write, audit, in one transaction."""
