"""What a phone keeps of the portal: its icon, and one page for when there is no connection."""
