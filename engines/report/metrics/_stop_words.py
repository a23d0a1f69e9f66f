"""Words that say nothing in a word cloud, Chinese and English."""

_CHINESE = """
的 了 和 是 在 我 有 就 不 人 都 一 一个 上 也 很 到 说 要 去 你 会 着 没有 看 好 自己 这 那 他 她 它 我们 你们 他们
她们 它们 这个 那个 这些 那些 什么 怎么 怎样 如何 为什么 哪个 哪里 哪些 谁 吗 呢 吧 啊 呀 哦 嗯 哈 与 或 及 以及 而
而且 并 并且 但 但是 不过 然而 因为 所以 因此 如果 虽然 即使 只要 只有 还是 或者 不是 就是 可以 能 能够 应该 需要
可能 已经 正在 曾经 将 把 被 让 给 对 对于 关于 从 向 往 由 以 为 为了 于 之 其 其他 其中 等 等等 个 些 每 各 某 该
此 本 再 又 还 还有 更 最 太 非常 比较 特别 十分 一直 一些 一下 一样 一次 一点 有点 有些 时候 时间 现在 今天 昨天
明天 之后 之前 以后 以前 然后 后来 这样 那样 这里 那里 这种 那种 多 少 大 小 来 过 得 地 里 中 下 前 后 内 外 没 别
请 您 您好 你好 谢谢 感谢 请问 麻烦 知道 觉得 认为 希望 想 想要 进行 通过 使用 情况 问题 东西 事情 方面 部分 所有
全部 任何 另外 同时 只是 只能 不能 不会 不要 不了 还要 也是 都是 的话 来说 起来 出来 下来 过来 时 年 月 日 号 点 分
"""
_ENGLISH = """
a about above after again against all also am an and any are aren't as at be because been before being below between
both but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from
further get got had hadn't has hasn't have haven't having he her here hers herself him himself his how i i'd i'll i'm
i've if in into is isn't it it's its itself just let me more most my myself no nor not now of off on once only or other
our ours ourselves out over own please same she should shouldn't so some such than thank thanks that that's the their
theirs them themselves then there these they they're this those through to too under until up us very was wasn't we
we're were weren't what when where which while who whom why will with won't would wouldn't yes you you're your yours
yourself yourselves
"""
STOP_WORDS = frozenset((_CHINESE + _ENGLISH).split())
