"""Made-up pitches in both languages among which a wanted one is hidden; the same number gives the same pitches.

They share the words of their field with the wanted ones (materials, machines, crops, places), in other
combinations. The wanted ones and their queries are in `tests/golden/search/`.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

GOLDEN = Path(__file__).parent / "golden" / "search"


@dataclass(frozen=True, slots=True)
class Told:
    """What a pitch of this world says."""

    key: str
    lang: str
    company: str
    one_line: str
    solution: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A query and the pitch that it wants; `kind` is exact, part, typo or other."""

    query: str
    lang: str
    kind: str
    wanted: str


def wanted_pitches() -> list[Told]:
    """The pitches that are looked for."""
    return [Told(**row) for row in _lines("pitches")]


def asked_queries() -> list[Asked]:
    """The queries; frozen before the search was built."""
    return [Asked(**row) for row in _lines("queries")]


def other_pitches(n: int, seed: int = 0) -> Iterator[Told]:
    """So many others, half in Chinese, half in English."""
    chance = random.Random(seed)
    for number in range(n):
        yield _chinese(number, chance) if number % 2 else _english(number, chance)


def _lines(name: str) -> list[dict[str, str]]:
    text = (GOLDEN / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _english(number: int, chance: random.Random) -> Told:
    what, how = chance.choice(_WHAT_EN), chance.choice(_HOW_EN)
    who, where = chance.choice(_WHO_EN), chance.choice(_WHERE_EN)
    company = f"{chance.choice(_FIRST_EN)} {chance.choice(_LAST_EN)}"
    proof = chance.choice(_PROOF_EN).format(n=chance.randint(3, 90), of=chance.choice(_WHO_EN))
    pay = chance.choice(_PAY_EN).format(n=chance.randint(2, 60))
    return Told(f"other{number}", "en", company, f"{what} for {who} {where}", f"{how} {proof} {pay}")


def _chinese(number: int, chance: random.Random) -> Told:
    what, how = chance.choice(_WHAT_ZH), chance.choice(_HOW_ZH)
    who, where = chance.choice(_WHO_ZH), chance.choice(_WHERE_ZH)
    company = f"{chance.choice(_FIRST_ZH)}{chance.choice(_LAST_ZH)}"
    proof = chance.choice(_PROOF_ZH).format(n=chance.randint(3, 90), of=chance.choice(_WHO_ZH))
    pay = chance.choice(_PAY_ZH).format(n=chance.randint(2, 60))
    return Told(f"other{number}", "zh", company, f"给{where}{who}用的{what}", f"{how}{proof}{pay}")


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split("/"))


_WHAT_EN = _words(
    "Spray drones/Sorting cameras/Invoice loans/Heat pumps/Packing machines/An online market/Evening courses/"
    "Leased forklifts/Printed spare parts/Water quality tests/Walk-in cold rooms/Bookkeeping software/"
    "Drip irrigation/Demand forecasts/Picking robots/Vibration sensors/Shift planning/Liability cover/"
    "Solar roofs/Battery packs/Air filters/Electric vans/Wood pellet boilers/Translation headsets/"
    "Payment terminals/Queue displays/Laser cleaning/Welding robots/Fish feed dispensers/Soil scanners/"
    "Milk coolers/Digital price tags/Parcel lockers/Steel coatings/Copper recovery/Glass polishing/"
    "Concrete additives/Cable testers/Noise barriers/Paper packaging/Yarn dyeing/Hospital beds on lease/"
    "Blood sample couriers/Radio dispatch/Customer chat assistants/Fire doors/Sewing patterns/Tape labels"
)
_WHO_EN = _words(
    "peach growers/tea gardens/rice mills/pig farms/textile mills/bus depots/county hospitals/kindergartens/"
    "inland ports/dairy farms/hotel laundries/pharmacies/foundries/garages/bakeries/breweries/tomato growers/"
    "furniture makers/shoe factories/print shops/wedding halls/ceramics workshops/ski resorts/fishing fleets/"
    "construction sites/call centres/museums/village schools/car washes/nursing homes/gyms/greenhouse growers/"
    "seed dealers/wood traders/truck fleets/boat yards/metal recyclers/food markets/wind farms/solar parks/"
    "housing associations/film studios/dental surgeries/vegetable wholesalers/toy makers/mushroom farms/"
    "paper mills/lamp makers/bicycle shops/bridge builders/chapels and choirs/local radio stations"
)
_WHERE_EN = _words(
    "in hill districts/with fewer than ten workers/along the river/run by families/in new towns/that export/"
    "on the coast/without a night shift/that open early/in old buildings/far from the railway/that grow fast/"
    "with little land/in cold regions/that work by season/under new rules/after a takeover/in two counties"
)
_HOW_EN = _words(
    "A camera and a small computer replace a man with a clipboard./The box is installed in one day and needs no new wiring./"
    "We rent it by the month and keep the spare parts in the van./Sensors report by text message when something drifts./"
    "Orders are pooled every evening, and one truck brings them at dawn./A fibre cable and a battery run for five years./"
    "The software reads the paper forms that are used anyway./Recycled steel and glass make it cheaper by a third./"
    "It folds flat and fits into a lift./A quiet motor turns slowly and saves power./The film is printed and cut on demand./"
    "Children and parents use it without an app./The filter is washed by hand and lasts a winter./"
    "Old machines are measured first and rebuilt only where they fail./Heat from the exhaust dries the material./"
    "A phone call is enough; the route is planned by itself./The parts are milled from plate and bolted together."
)
_PROOF_EN = _words(
    "In a pilot with {n} {of} waste fell by a tenth./{n} {of} have used it for a year./We measured {n} weeks at {of}./"
    "{of} asked for {n} more./Two of {n} {of} went back to the old way./A test with {of} took {n} days."
)
_PAY_EN = _words(
    "They pay {n} yuan a piece./Rent is {n} hundred a month./The first {n} customers pay half./"
    "It pays back in {n} months./We earn {n} per cent of what is saved./A service visit costs {n} tens of yuan."
)
_FIRST_EN = _words(
    "Amber/Birch/Cedar/Dawn/Elm/Flint/Granite/Hazel/Indigo/Juniper/Keystone/Linden/Maple/Nimbus/Oak/Pine/Quartz/River/"
    "Silver/Timber/Umber/Vale/Willow/Yarrow/Zenith/Harbour/Kiln/Copper/Penny/Field/North/Night/Paper/Solar/Coral/Wind"
)
_LAST_EN = _words(
    "Works/Labs/Supply/Systems/Partners/Robotics/Foods/Energy/Logistics/Health/Studio/Tools/Water/Motion/Care/Data/"
    "Ledger/Transit/Freight/Farm/Charge/Archive/Filter/Sensors/Lighting/Workshop/Homes/Craft"
)
_WHAT_ZH = _words(
    "植保无人机/分选相机/发票贷款/空气源热泵/包装机/线上市场/夜校课程/叉车租赁/打印备件/水质检测/移动冷库/记账软件/滴灌系统/"
    "销量预测/采摘机器人/振动传感器/排班软件/责任保险/光伏屋顶/电池组/空气过滤器/电动货车/生物质锅炉/翻译耳机/收款终端/排队屏/"
    "激光清洗/焊接机器人/投饵机/土壤扫描仪/牛奶冷却罐/电子价签/快递柜/防腐涂层/铜回收/玻璃抛光/混凝土外加剂/电缆检测仪/隔音屏/"
    "纸包装/纱线染色/病床租赁/样本快送/调度电台/客服助手/防火门/纸样软件/标签机/鱼塘增氧机/茶叶烘干机/草料打包机/热水回收装置"
)
_WHO_ZH = _words(
    "桃农/茶园/米厂/猪场/织布厂/公交场站/县医院/幼儿园/内河码头/奶牛场/酒店洗衣房/药店/铸造厂/修理厂/面包房/酒厂/番茄大棚/"
    "家具厂/鞋厂/印刷店/婚宴酒楼/陶瓷作坊/滑雪场/渔船队/建筑工地/呼叫中心/图书馆/乡村学校/洗车店/养老院/健身房/草莓园/种子站/"
    "木材商/货运车队/船厂/废金属站/菜市场/风电场/光伏电站/物业公司/摄影棚/牙科诊所/蔬菜批发商/玩具厂/菌菇房/造纸厂/灯具厂/"
    "自行车行/桥梁公司/宠物店/社区食堂/老年大学/快递网点/出口小厂/旧货市场"
)
_WHERE_ZH = _words(
    "丘陵地区/不到十人的/沿江的/家庭经营的/新城的/做外贸的/海边的/没有夜班的/清早开门的/老房子里的/远离铁路的/长得快的/"
    "地少的/寒冷地区/季节性的/新规之下的/刚换东家的/两县交界的"
)
_HOW_ZH = _words(
    "一台相机加一个小盒子，代替拿本子抄数的人。/一天装好，不用重新布线。/按月租，备件放在车上。/数值一漂就发短信。/"
    "每晚拼单，一辆车天亮前送到。/一根光纤和一块电池用五年。/软件能读现在用的纸单。/再生钢和玻璃做的，便宜三成。/"
    "折起来能进电梯。/慢转的电机声音小，省电。/薄膜按需印刷裁切。/老人和孩子不用装软件就会用。/滤芯手洗，能用一个冬天。/"
    "旧机器先测，坏哪里修哪里。/废气余热烘干物料。/打个电话就行，路线自动排。/零件用板材数控加工，螺栓拼装。/"
    "夜里用谷电蓄冷，白天放出来。/拍照以后对着记录自动核对。/集装箱改装，吊车半天装好。"
)
_PROOF_ZH = _words(
    "在{n}家{of}试了一季，损耗少一成。/{n}家{of}用了一年。/在{of}测了{n}周。/{of}又订了{n}台。/{n}家{of}里有两家退回老办法。/"
    "跟{of}试了{n}天。"
)
_PAY_ZH = _words(
    "一件收{n}元。/一个月租金{n}百元。/头{n}家半价。/{n}个月回本。/省下的钱我们分百分之{n}。/上门一次{n}十元。"
)
_FIRST_ZH = _words(
    "青禾/云帆/江岸/松风/石桥/晨光/远山/明湖/稻香/春晓/海石/北斗/金穗/白露/长风/银杏/竹溪/听雨/纸船/氢云/蚕房/古渡/麦田/"
    "净源/桥头/旧巷/蓝湾/稳石/候潮/问津/兰舟/榫心"
)
_LAST_ZH = _words(
    "科技/智能/农业/能源/物流/健康/教育/工坊/装备/数据/食品/材料/环保/机器人/生物/文创/动力/门诊/测绘/家具/印刷/建材"
)
