<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>AccountPage</name>
    <message>
        <source>费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>近 {count} 天</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>全部</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有治疗记录</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>日期</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>类别</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>项目</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>数量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>单位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>单价</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>金额</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已冲正</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>状态</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>药房答复</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结算段</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>说明</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>预交金</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未结费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结余</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>治疗记录</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Esc 返回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>收费处尚未报来账户</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>截至 {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>费用超过预交金，欠 {amount} 元，请通知交款</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>所列已执行合计 {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>   待药房确认 {count} 条</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BedCards</name>
    <message>
        <source>欠费 {balance}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>新嘱 {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>待药 {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未同步</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>草稿</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BedDialogs</name>
    <message>
        <source>床位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>主管医生</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>过敏史</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>无 / 不详 / 过敏药物</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BillsPage</name>
    <message>
        <source>一日清单</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>全病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>当前病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>这一天没有清单</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>当日无费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>打印</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>打印所选</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>床号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>姓名</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>当日合计</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>累计费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结余</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>完整</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>不完整</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>类别</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>项目</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>规格</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>单位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>数量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>单价</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>金额</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>一日清单汇总</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>费用日期</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑↓ 选择病人   F9 打印全部   Ctrl+F9 打印所选   Esc 返回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在读取…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} 位病人，当日合计 {amount}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>收费处不可达：{count} 份清单未含收费处项目，打印件会注明</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有可打印的清单</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>住院患者一日清单</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>BoardPage</name>
    <message>
        <source>床位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在读取床位…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有等待入科的病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>等待入科</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>换床</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>清洁完毕</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>加床</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>换病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter 打开病人 / 接收   F3 找病人   Ctrl+B 换床   拖动等待病人到空床可接收</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您没有本服务器任何病区的权限</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>等待入科 {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您没有此操作的权限</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先选择一位病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先选择待清洁的床位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>加床由护士长办理</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您只有一个病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>空床；没有等待入科的病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>接收入科</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>接收</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} 已入 {bed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} 已换到 {bed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已加床 {bed}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{bed} 已可使用</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>校对医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>类型</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱内容</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>剂量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>用法</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>频次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>开始时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医生</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>录入</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>校对 {count} 条 (Enter)</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>取消</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>取消</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>LeavingPage</name>
    <message>
        <source>出院/转科</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>截止日（不含）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有正在执行的长期医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F6 办理</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>办理</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>出院</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>阶段结算</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>转科</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>召回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>停止全部长期医嘱，生成最后一次执行，费用移交收费处结算。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结算截止日以前的费用；医嘱和治疗照常进行。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>停止全部长期医嘱；新病区接收后原床位待清洁。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结算之前取消出院或阶段结算；须收费处同意，已停止的医嘱不会恢复。</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱内容</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>剂量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>用法</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>频次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>状态</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>最近执行</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>转入病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑↓ 选择   F6 办理   F2 检索病区   Esc 返回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>将停止的长期医嘱：{count} 条</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>不停止任何医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您没有此操作的权限</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>病人目前为“{state}”，不能办理{title}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在读取医嘱…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>还有 {count} 条未校对的医嘱，请先校对或删除</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>确定为 {name} 办理出院？</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>确定召回 {name}？</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>结算 {name} 在 {day} 以前的费用？</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>将 {name} 转到 {ward}？</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>
… 共 {count} 条</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>以下长期医嘱将停止：</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} 已办理{what}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrderColumns</name>
    <message>
        <source>首日</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>停止时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>状态</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱内容</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>剂量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>单位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>用法</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>频次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>开始时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>执行时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医生</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>录入</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>校对</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>备注</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>编码</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>附加项目</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>每次数量</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未保存</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrderDialogs</name>
    <message>
        <source>停止时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>费用日期</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>冲正次数</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>原因</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OrdersPage</name>
    <message>
        <source>医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>本组没有附加项目</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有{kind}医嘱，按 Ctrl+N 新开</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>附加</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>此行已被他人修改：</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>保留我的</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>采用对方的</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>合并</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>新开</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>同组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>保存</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>校对</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>停止</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>冲正</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter 下一格（末格新行）   F2 检索   Ctrl+G 同组   Ctrl+Tab 长期/临时   Ctrl+Z 撤销   Ctrl+Delete 删除   Esc 返回</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>新</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>  · 未保存 {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您没有此操作的权限</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先新开医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>只有已校对的长期医嘱可以停止</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>请先选择已执行的医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>上一行没有可同组的医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>有未保存的医嘱，请先保存（Ctrl+S）</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有待校对的医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>停止医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>第 {group} 组  {item} 及同组、附加项目</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已保存 {count} 条医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已校对 {count} 条医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱已停止</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已冲正 {lines} 条费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>，其中 {count} 条待药房确认</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>执行</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>全病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>当前病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有在床的病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>重新预览</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>床号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>姓名</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>送药房</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>需处理</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>记费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>组</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱内容</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>本次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>去向 / 未执行原因</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>执行预览</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>↑↓ 选择病人   F6 执行   Ctrl+R 重新预览   Ctrl+P 打印</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{patients} 位病人，将执行 {orders} 条，其中 {drugs} 条送药房；{stuck} 条需处理</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在预览，还有 {count} 位…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>您没有执行医嘱的权限</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>正在执行</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有需要执行的医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>发药</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ShellDecisions</name>
    <message>
        <source>继续</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>重试</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>稍后</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SummaryDialog</name>
    <message>
        <source>执行结果</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已执行 {patients} 位病人：{drugs} 条送药房，{charged} 条记费用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>关闭</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>继续执行</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未执行</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已取消，未开始</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有遗留的医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>床号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>姓名</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>医嘱</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未执行原因</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>以下未执行，请处理：</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WardDialog</name>
    <message>
        <source>选择病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>进入</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WardPage</name>
    <message>
        <source>找病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>账户</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WardStation</name>
    <message>
        <source>护士工作站</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} 位病人有未保存的医嘱草稿，打开病人即可继续</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>WardWords</name>
    <message>
        <source>住院号 {number}   第{visit}次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未分床</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未同步</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
