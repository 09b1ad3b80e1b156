"""Facts, in one table: which Chinese companies belong to the state, and which media and bodies speak for it."""

from __future__ import annotations

# Central and rare-earth groups, under the names they go by in English and Chinese.
GROUPS = (
    "Baogang", "Baotou Steel", "Baotou Iron and Steel", "Northern Rare Earth", "China Rare Earth Group", "China Rare Earth Holdings",
    "Chinalco", "Aluminum Corporation of China", "Aluminium Corporation of China", "China Minmetals", "Minmetals", "China Southern Rare Earth",
    "Guangdong Rising", "Rising Nonferrous", "Shenghe Resources", "Xiamen Tungsten", "Ganzhou Rare Earth", "Jiangxi Copper", "Zijin Mining",
    "Jinchuan Group", "Yunnan Tin", "China Molybdenum", "CMOC", "Grirem", "GRINM", "Baowu", "Ansteel", "Sinosteel", "Sinochem", "Sinopec",
    "PetroChina", "CNPC", "CNOOC", "China National Nuclear Corporation", "CNNC", "State Grid", "COMAC", "AVIC", "Norinco", "China Aerospace",
    "FAW Group", "Dongfeng Motor", "CRRC", "SMIC", "China Telecom", "China Mobile", "China Energy Investment", "Datong Coal", "Hesteel", "HBIS",
    "包钢", "北方稀土", "包头稀土研究院", "中国稀土集团", "中国稀土", "中国铝业", "中铝", "中国五矿", "五矿集团", "南方稀土", "广晟", "盛和资源",
    "厦门钨业", "赣州稀土", "江西铜业", "紫金矿业", "金川集团", "云锡", "洛阳钼业", "有研", "中国宝武", "宝武", "鞍钢", "中国中钢", "中国中化", "中国石化",
    "中国石油", "中国海油", "中核集团", "国家电网", "中国商飞", "航空工业", "兵器工业", "航天科技", "航天科工", "中国一汽", "东风汽车", "中国中车",
    "中芯国际", "中国电信", "中国移动", "国家能源集团", "河钢",
)  # fmt: skip

# Media the state or the Party owns. Local Party papers are found by their form, too.
MEDIA = (
    "Xinhua", "People's Daily", "China Daily", "CGTN", "CCTV", "Global Times", "China News Service", "Economic Daily", "Science and Technology Daily",
    "Guangming Daily", "Beijing Daily", "Baotou Daily", "Inner Mongolia Daily", "Jiangxi Daily", "Sichuan Daily", "Securities Times", "China Securities Journal",
    "Shanghai Securities News", "China Nonferrous Metals News", "China Rare Earth Industry Association", "Association of China Rare Earth Industry",
    "新华社", "新华网", "人民日报", "人民网", "中国日报", "央视", "中央电视台", "环球时报", "中国新闻社", "中新社", "中新网", "经济日报", "科技日报", "光明日报",
    "中国政府网", "中国经济网", "中国证券报", "上海证券报", "证券时报", "证券日报", "中国有色金属报", "中国冶金报", "中国工业报", "稀土行业协会", "央广网",
)  # fmt: skip

# Bodies whose word is an official one.
OFFICES = (
    "MIIT", "MOFCOM", "NDRC", "SASAC", "State Council", "Ministry of", "Ministry", "National Development and Reform Commission", "Chinese Academy of Engineering",
    "General Administration of Customs", "National Energy Administration", "State Administration", "municipal government", "provincial government",
    "people's government", "Customs administration", "Politburo", "Central Committee", "Foreign Ministry",
    "工信部", "工业和信息化部", "商务部", "发展改革委", "发改委", "国务院", "科技部", "科学技术部", "财政部", "自然资源部", "生态环境部", "国资委", "海关总署", "国家能源局",
    "税务总局", "市场监管总局", "人民政府", "工信厅", "工业和信息化厅", "科技厅", "商务厅", "财政厅", "管委会", "外交部", "中央办公厅",
)  # fmt: skip
