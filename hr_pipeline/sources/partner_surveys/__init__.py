"""sources/partner_surveys"""
