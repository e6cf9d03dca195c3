"""The official's face: my results, my box, who looked."""
