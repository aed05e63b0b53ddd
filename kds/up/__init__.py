"""`kds up`: starts every part of an installation on one machine and watches over it."""
