"""sources/reference"""
