"""Regions, cities and districts with streets, and where they lie."""

from __future__ import annotations

import random
from dataclasses import dataclass


@dataclass(frozen=True)
class City:
    """A city: `path` as GB/T 2260 names it, `code` for land lines, latitude and longitude of its middle."""

    name: str
    path: str
    districts: tuple[str, ...]
    code: str
    lat: float
    lng: float


CITIES = {
    "east": (
        City("上海", "上海市/上海市", ("浦东新区", "闵行区", "嘉定区", "松江区", "徐汇区"), "021", 31.2304, 121.4737),
        City("杭州", "浙江省/杭州市", ("西湖区", "滨江区", "余杭区", "萧山区"), "0571", 30.2741, 120.1551),
        City("苏州", "江苏省/苏州市", ("吴中区", "相城区", "昆山市"), "0512", 31.2990, 120.5853),
        City("南京", "江苏省/南京市", ("江宁区", "浦口区", "雨花台区"), "025", 32.0603, 118.7969),
        City("宁波", "浙江省/宁波市", ("北仑区", "鄞州区", "镇海区"), "0574", 29.8683, 121.5440),
        City("无锡", "江苏省/无锡市", ("滨湖区", "新吴区", "江阴市"), "0510", 31.4912, 120.3119),
        City("合肥", "安徽省/合肥市", ("蜀山区", "包河区", "肥西县"), "0551", 31.8206, 117.2272),
        City("青岛", "山东省/青岛市", ("黄岛区", "城阳区", "崂山区"), "0532", 36.0671, 120.3826),
    ),
    "south": (
        City("深圳", "广东省/深圳市", ("南山区", "宝安区", "龙岗区", "光明区"), "0755", 22.5431, 114.0579),
        City("广州", "广东省/广州市", ("天河区", "黄埔区", "番禺区", "白云区"), "020", 23.1291, 113.2644),
        City("佛山", "广东省/佛山市", ("南海区", "顺德区", "禅城区"), "0757", 23.0215, 113.1214),
        City("珠海", "广东省/珠海市", ("香洲区", "金湾区", "斗门区"), "0756", 22.2707, 113.5767),
        City("厦门", "福建省/厦门市", ("集美区", "海沧区", "湖里区"), "0592", 24.4798, 118.0894),
        City("惠州", "广东省/惠州市", ("惠城区", "惠阳区", "博罗县"), "0752", 23.1115, 114.4152),
    ),
    "north": (
        City("北京", "北京市/北京市", ("海淀区", "昌平区", "大兴区", "朝阳区"), "010", 39.9042, 116.4074),
        City("天津", "天津市/天津市", ("西青区", "武清区", "北辰区"), "022", 39.3434, 117.3616),
        City("石家庄", "河北省/石家庄市", ("长安区", "裕华区", "鹿泉区"), "0311", 38.0428, 114.5149),
        City("大连", "辽宁省/大连市", ("甘井子区", "金州区", "沙河口区"), "0411", 38.9140, 121.6147),
        City("沈阳", "辽宁省/沈阳市", ("铁西区", "浑南区", "沈北新区"), "024", 41.8057, 123.4315),
        City("太原", "山西省/太原市", ("小店区", "万柏林区", "尖草坪区"), "0351", 37.8706, 112.5489),
    ),
    "southwest": (
        City("成都", "四川省/成都市", ("武侯区", "双流区", "郫都区", "龙泉驿区"), "028", 30.5728, 104.0668),
        City("重庆", "重庆市/重庆市", ("渝北区", "九龙坡区", "沙坪坝区"), "023", 29.5630, 106.5516),
        City("昆明", "云南省/昆明市", ("官渡区", "呈贡区", "五华区"), "0871", 24.8801, 102.8329),
        City("贵阳", "贵州省/贵阳市", ("观山湖区", "白云区", "花溪区"), "0851", 26.6470, 106.6302),
    ),
    "central": (
        City("武汉", "湖北省/武汉市", ("洪山区", "江夏区", "东西湖区", "蔡甸区"), "027", 30.5928, 114.3055),
        City("长沙", "湖南省/长沙市", ("岳麓区", "雨花区", "长沙县"), "0731", 28.2282, 112.9388),
        City("郑州", "河南省/郑州市", ("金水区", "中原区", "新郑市"), "0371", 34.7466, 113.6254),
        City("南昌", "江西省/南昌市", ("青山湖区", "新建区", "红谷滩区"), "0791", 28.6820, 115.8579),
    ),
}
REGIONS = tuple(CITIES)
WEIGHTS = (32, 25, 18, 13, 12)
"""How much of the business is in each region."""

REGION_NAMES = {"east": "华东", "south": "华南", "north": "华北", "southwest": "西南", "central": "华中"}

_ROADS = (
    "科技路", "人民路", "创新大道", "解放路", "建设大道", "滨江路", "工业园一路", "中山路", "软件园路", "长江路",
    "智造大道", "文化路", "学院路", "迎宾大道", "振兴路", "和平路", "兴业街", "高新三路",
)  # fmt: skip
_PARKS = ("智能制造产业园", "科创中心", "软件谷", "高新技术产业园", "创业大厦", "国际企业港")


def region(pick: random.Random) -> str:
    """A region, as often as business is done there."""
    return pick.choices(REGIONS, WEIGHTS)[0]


def address(pick: random.Random, city: City) -> str:
    """A postal address: region path, a blank, the rest."""
    rest = f"{pick.choice(_ROADS)} {pick.randint(1, 998)} 号"
    if pick.random() < 0.45:
        rest += f"{pick.choice(_PARKS)} {pick.choice('ABCDE')} 座 {pick.randint(2, 22)} 层"
    return f"{city.path}/{pick.choice(city.districts)} {rest}"


def location(pick: random.Random, city: City) -> str:
    """A point in or around the city, with the city as label."""
    lat = city.lat + pick.uniform(-0.09, 0.09)
    lng = city.lng + pick.uniform(-0.09, 0.09)
    return f"{lat:.6f},{lng:.6f} {city.name}"
