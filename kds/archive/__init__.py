"""What is kept for long, in one SQL database: closed orders, reminders, templates, opt-outs."""
