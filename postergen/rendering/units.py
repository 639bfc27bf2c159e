"""Which words count, weigh or measure: a number is never parted from the one behind it.

Sources: GB 3100 to 3102 (units and their signs), the measure words (量词) of 现代汉语词典, the Unicode block Letterlike
Symbols; CLREQ, "numbers and their units are not separated".
"""

from __future__ import annotations

import regex

LENGTHS = "公里 千米 厘米 毫米 微米 英里 英尺 英寸 海里 光年 米 里 尺 寸 丈 拃 庹"
AREAS = "平方公里 平方千米 平方米 平方厘米 平米 平方 公顷 亩 立方米 立方厘米 立方 方"
WEIGHTS = "公斤 千克 毫克 毫升 微克 市斤 千卡 大卡 千焦 公升 加仑 吨 克 斤 两 钱 磅 升"
TIMES = (
    "世纪 年代 周岁 周年 个月 星期 礼拜 小时 钟头 分钟 刻钟 秒钟 毫秒 点钟 点半 年 月 日 天 号 时 分 秒 刻 点 "
    "周 岁 夜 晚 宿 代 季 学期 课时"
)
MONEY = "人民币 美元 欧元 日元 港币 港元 英镑 块钱 毛钱 分钱 元钱 块 毛 元 角 折 倍 成 股"
PLACES = "单元 号楼 号线 号院 号门 号桌 号店 栋 幢 座 楼 层 室 户 弄 巷 街 路 站 环 段 区 排 席 床 铺 间 处 省 市 县"
COUNTS = (
    "个 位 名 人 口 只 匹 头 条 尾 根 支 枝 张 片 块 页 本 册 卷 部 首 篇 章 段 句 字 行 封 份 件 套 双 对 副 "
    "把 台 辆 架 艘 列 趟 班 回 次 遍 番 场 顿 下 声 步 圈 局 轮 届 期 门 盏 朵 棵 株 粒 颗 滴 串 束 捆 包 袋 "
    "盒 箱 桶 瓶 罐 坛 壶 碗 杯 盘 盆 碟 锅 勺 筐 篮 笼 屉 车 桌 窗 家 所 栏 款 种 样 类 组 队 群 伙 帮 堆 团 "
    "层 道 面 扇 堵 眼 截 节 缕 丝 线 点 些 枚 筒 管 挂 贴 剂 味 服 帖 拨 窝 项 桩 笔 成 号 级 等 度 码 格 版 "
    "集 幕 卷 间 滩 阵 股 泡 汪 弯 抹 身 脸 手 脚 肚 地 树 楼 屋 院 街 池 路 画 针 指头 辈子 阵子 会儿 下子"
)
SIGNS = "% ‰ ℃ ℉ ° ′ ″ ％ °C °F"
LATIN = (
    "km m cm mm µm kg g mg t L l ml mL h min s ms kcal kJ J W kW kWh V A Hz kHz MHz GHz KB MB GB TB B px pt "
    "dpi mph °C °F ℃ % am pm a.m. p.m."
)

NUMERALS = "0-9０-９一二三四五六七八九十百千万亿零〇两几半数"
COUNTERS = frozenset(" ".join((LENGTHS, AREAS, WEIGHTS, TIMES, MONEY, PLACES, COUNTS, SIGNS)).split())
_COUNTERS = sorted(COUNTERS, key=len)
_LATIN = sorted(LATIN.split(), key=len)


def _any_of(words: list[str]) -> str:
    return "|".join(map(regex.escape, reversed(words)))


NUMBERED = regex.compile(
    rf"[0-9]+(?:[.,][0-9]+)*[ \u00a0]?(?:{_any_of(_LATIN)})(?![A-Za-z])"
    rf"|(?:第|零下|[这那哪每某整])?[{NUMERALS}]+(?:[.,:：．][0-9]+)*[多来余几]?(?:{_any_of(_COUNTERS)})[多半钟]?"
    rf"|[这那哪每某几整多](?:{_any_of(_COUNTERS)})"
    rf"|个把|了[声口下回次遍眼趟番阵]|第[{NUMERALS}]+|[{NUMERALS}]{{2,}}"
)
