"""The public interfaces of job boards, one module each."""
