"""The staff's door: one admin site for all apps."""

from django.contrib.admin import AdminSite


class StaffSite(AdminSite):
    """Django's admin under the bureau's name."""

    site_header = "巫山县法律服务行业信用信息系统"
    site_title = "信用信息系统"
    index_title = "今天要办"
    enable_nav_sidebar = True
