"""Mail in and out: receiving, threading, quarantine, attachments, and the sending of the outbox."""
