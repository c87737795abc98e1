"""Multimodal freight: networks, services, costs and the best ways. Pure."""
