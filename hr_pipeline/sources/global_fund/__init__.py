"""sources/global_fund"""
