"""Requests in, pages out: knows hosts and manners, no layouts."""
