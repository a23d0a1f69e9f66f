"""Who of people.json does what."""

from __future__ import annotations

SALES = {
    "east": ("li_na", "zhang_wei", "liu_yang"),
    "south": ("zhou_jie", "wu_fang", "zheng_hao"),
    "north": ("xu_jing", "ma_chao"),
    "southwest": ("zhou_jie", "wu_fang", "zheng_hao"),
    "central": ("xu_jing", "ma_chao"),
}
"""Salespeople of a region; 西南 belongs to the southern team, 华中 to the northern."""

MANAGER = {"east": "wang_lei", "south": "sun_li", "north": "huang_tao", "southwest": "sun_li", "central": "huang_tao"}
GROUP_A = SALES["east"]
EVERY_SALESPERSON = ("li_na", "zhang_wei", "liu_yang", "zhou_jie", "wu_fang", "zheng_hao", "xu_jing", "ma_chao")

DIRECTOR = "zhao_min"
EXECUTIVE = "chen_jianguo"
MARKETING = ("lin_xue", "guo_peng")
SERVICE_MANAGER = "he_ying"
AGENTS = ("gao_yuan", "luo_dan")
SECOND_LINE = "song_kai"
CSM = "cao_mei"
FINANCE = "deng_lin"
LEGAL = "feng_bo"
DELIVERY = "peng_fei"
FIELD = "yu_qiang"
PORTAL_CUSTOMER = "portal_customer1"
"""Somebody of the first customer, from outside."""
PORTAL_PARTNER = "portal_partner1"
"""Somebody of the first partner, from outside."""
