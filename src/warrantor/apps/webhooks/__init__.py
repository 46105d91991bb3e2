"""What happened, told to other systems: endpoints that asked for it, and deliveries signed by Standard Webhooks."""
