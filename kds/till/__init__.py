"""The main till: takes orders, keeps them on its disk, and carries them to the kitchen."""
