"""Cash: taken at the station or in a village, handed over before two, counted every day."""
