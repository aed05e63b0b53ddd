"""What external systems hear of their orders: decided, kept on the till's disk, and sent."""
