"""Messages to people (their list, live; e-mail) and to other systems (robots, webhooks). Knows no flows."""
