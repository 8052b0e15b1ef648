"""What partners report: services, policy, rights, communities, support, advocacy, costs."""
