<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>AccountPage</name>
    <message>
        <source>费用</source>
        <translation>Charges</translation>
    </message>
    <message>
        <source>近 {count} 天</source>
        <translation>Last {count} days</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>没有治疗记录</source>
        <translation>No treatment recorded</translation>
    </message>
    <message>
        <source>交款通知单</source>
        <translation>Call for a deposit</translation>
    </message>
    <message>
        <source>日期</source>
        <translation>Date</translation>
    </message>
    <message>
        <source>已冲正</source>
        <translation>Reversed</translation>
    </message>
    <message>
        <source>已全部冲正</source>
        <translation>fully reversed</translation>
    </message>
    <message>
        <source>药房答复</source>
        <translation>Pharmacy</translation>
    </message>
    <message>
        <source>结算段</source>
        <translation>Stage</translation>
    </message>
    <message>
        <source>说明</source>
        <translation>Remark</translation>
    </message>
    <message>
        <source>F9 交款通知单   Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Esc 返回</source>
        <translation>F9 call for a deposit   Ctrl+F find   Ctrl+C copy   Ctrl+P print   Esc back</translation>
    </message>
    <message>
        <source>预交金</source>
        <translation>Deposits</translation>
    </message>
    <message>
        <source>未结费用</source>
        <translation>Unsettled</translation>
    </message>
    <message>
        <source>治疗记录</source>
        <translation>Treatment record</translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation>Open a patient first (F3)</translation>
    </message>
    <message>
        <source>收费处尚未报来账户</source>
        <translation>The cashier has not reported the account yet</translation>
    </message>
    <message>
        <source>截至 {time}</source>
        <translation>as of {time}</translation>
    </message>
    <message>
        <source>费用超过预交金，欠 {amount} 元，请通知交款</source>
        <translation>Charges exceed the deposits by {amount} yuan; ask for a deposit</translation>
    </message>
    <message>
        <source>所列已执行合计 {amount}</source>
        <translation>Done, as listed: {amount}</translation>
    </message>
    <message>
        <source>   待药房确认 {count} 条</source>
        <translation>   {count} waiting for the pharmacy</translation>
    </message>
</context>
<context>
    <name>BedCards</name>
    <message>
        <source>过敏：{what}</source>
        <translation>Allergy: {what}</translation>
    </message>
    <message>
        <source>过敏</source>
        <translation>Allergy</translation>
    </message>
    <message>
        <source>同名</source>
        <translation>Same name</translation>
    </message>
    <message>
        <source>欠费 {balance}</source>
        <translation>Owing {balance}</translation>
    </message>
    <message>
        <source>拒发 {count}</source>
        <translation>Refused {count}</translation>
    </message>
    <message>
        <source>新嘱 {count}</source>
        <translation>New {count}</translation>
    </message>
    <message>
        <source>待药 {count}</source>
        <translation>Pharm. {count}</translation>
    </message>
    <message>
        <source>未同步</source>
        <translation>not synced</translation>
    </message>
    <message>
        <source>草稿</source>
        <translation>draft</translation>
    </message>
</context>
<context>
    <name>BedDialogs</name>
    <message>
        <source>床位</source>
        <translation>Bed</translation>
    </message>
    <message>
        <source>主管医生</source>
        <translation>Attending doctor</translation>
    </message>
    <message>
        <source>过敏史</source>
        <translation>Allergies</translation>
    </message>
    <message>
        <source>无 / 不详 / 过敏药物</source>
        <translation>无 (none) / 不详 (unknown) / what</translation>
    </message>
</context>
<context>
    <name>BillsPage</name>
    <message>
        <source>一日清单</source>
        <translation>Daily bills</translation>
    </message>
    <message>
        <source>全病区</source>
        <translation>Whole ward</translation>
    </message>
    <message>
        <source>当前病人</source>
        <translation>Open patient</translation>
    </message>
    <message>
        <source>这一天没有清单</source>
        <translation>No bills on this day</translation>
    </message>
    <message>
        <source>当日无费用</source>
        <translation>No charges on this day</translation>
    </message>
    <message>
        <source>打印</source>
        <translation>Print</translation>
    </message>
    <message>
        <source>打印所选</source>
        <translation>Print selected</translation>
    </message>
    <message>
        <source>当日合计</source>
        <translation>Day total</translation>
    </message>
    <message>
        <source>累计费用</source>
        <translation>To date</translation>
    </message>
    <message>
        <source>完整</source>
        <translation>Complete</translation>
    </message>
    <message>
        <source>不完整</source>
        <translation>Incomplete</translation>
    </message>
    <message>
        <source>规格</source>
        <translation>Spec.</translation>
    </message>
    <message>
        <source>一日清单汇总</source>
        <translation>Daily bills, overview</translation>
    </message>
    <message>
        <source>↑↓ 选择病人   F9 打印全部   Ctrl+F9 打印所选   Esc 返回</source>
        <translation>↑↓ patient   F9 print all   Ctrl+F9 print selected   Esc back</translation>
    </message>
    <message>
        <source>{count} 位病人，当日合计 {amount}</source>
        <translation>{count} patients, day total {amount}</translation>
    </message>
    <message>
        <source>收费处不可达：{count} 份清单未含收费处项目，打印件会注明</source>
        <translation>The cashier can’t be reached: {count} bills lack the cashier’s items and say so in print</translation>
    </message>
    <message>
        <source>没有可打印的清单</source>
        <translation>There is no bill to print</translation>
    </message>
    <message>
        <source>住院患者一日清单</source>
        <translation>Inpatient daily bill</translation>
    </message>
</context>
<context>
    <name>BoardPage</name>
    <message>
        <source>床位</source>
        <translation>Beds</translation>
    </message>
    <message>
        <source>正在读取床位…</source>
        <translation>Reading the beds…</translation>
    </message>
    <message>
        <source>没有等待入科的病人</source>
        <translation>Nobody is waiting</translation>
    </message>
    <message>
        <source>等待入科</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>换床</source>
        <translation>Change bed</translation>
    </message>
    <message>
        <source>清洁完毕</source>
        <translation>Cleaned</translation>
    </message>
    <message>
        <source>加床</source>
        <translation>Add bed</translation>
    </message>
    <message>
        <source>换病区</source>
        <translation>Change ward</translation>
    </message>
    <message>
        <source>Enter 打开病人 / 接收   F3 找病人   Ctrl+B 换床   拖动等待病人到空床可接收</source>
        <translation>Enter open / receive   F3 find   Ctrl+B change bed   drag a waiting patient to a free bed</translation>
    </message>
    <message>
        <source>您没有本服务器任何病区的权限</source>
        <translation>You have no rights on any ward of this server</translation>
    </message>
    <message>
        <source>等待入科 {count}</source>
        <translation>Waiting {count}</translation>
    </message>
    <message>
        <source>请先选择一位病人</source>
        <translation>Choose a patient first</translation>
    </message>
    <message>
        <source>请先选择待清洁的床位</source>
        <translation>Choose a bed that waits to be cleaned</translation>
    </message>
    <message>
        <source>加床由护士长办理</source>
        <translation>The head nurse adds beds</translation>
    </message>
    <message>
        <source>您只有一个病区</source>
        <translation>You have one ward only</translation>
    </message>
    <message>
        <source>空床；没有等待入科的病人</source>
        <translation>A free bed; nobody is waiting</translation>
    </message>
    <message>
        <source>接收入科</source>
        <translation>Receive patient</translation>
    </message>
    <message>
        <source>接收</source>
        <translation>Receive</translation>
    </message>
    <message>
        <source>{name} 已入 {bed}</source>
        <translation>{name} lies in {bed}</translation>
    </message>
    <message>
        <source>{name} 已换到 {bed}</source>
        <translation>{name} moved to {bed}</translation>
    </message>
    <message>
        <source>已加床 {bed}</source>
        <translation>Bed {bed} added</translation>
    </message>
    <message>
        <source>{bed} 已可使用</source>
        <translation>{bed} is ready</translation>
    </message>
</context>
<context>
    <name>CardDelegate</name>
    <message>
        <source>放到这里</source>
        <translation>Drop here</translation>
    </message>
</context>
<context>
    <name>ConfirmDialog</name>
    <message>
        <source>校对医嘱</source>
        <translation>Confirm orders</translation>
    </message>
    <message>
        <source>{count} 条由您本人录入，须由另一位护士校对，已不在其内</source>
        <translation>{count} were entered by yourself: another nurse confirms them, they are left out</translation>
    </message>
    <message>
        <source>空格 不校对此组 / 恢复</source>
        <translation>Space leaves this group out / takes it in</translation>
    </message>
    <message>
        <source>校对</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>开始时间</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>录入</source>
        <translation>Entered</translation>
    </message>
    <message>
        <source>不校对</source>
        <translation>left out</translation>
    </message>
    <message>
        <source>校对 {count} 条 (Enter)</source>
        <translation>Confirm {count} (Enter)</translation>
    </message>
</context>
<context>
    <name>LeavingPage</name>
    <message>
        <source>出院/转科</source>
        <translation>Leaving</translation>
    </message>
    <message>
        <source>截止日（不含）</source>
        <translation>Before (day)</translation>
    </message>
    <message>
        <source>没有正在执行的长期医嘱</source>
        <translation>No long-term order is running</translation>
    </message>
    <message>
        <source>F6 办理</source>
        <translation>F6 Declare</translation>
    </message>
    <message>
        <source>办理</source>
        <translation>Declare</translation>
    </message>
    <message>
        <source>出院</source>
        <translation>Discharge</translation>
    </message>
    <message>
        <source>阶段结算</source>
        <translation>Interim settlement</translation>
    </message>
    <message>
        <source>转科</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>召回</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>停止全部长期医嘱，生成最后一次执行，费用移交收费处结算。</source>
        <translation>Stops all long-term orders, makes the last run and hands the charges to the cashier.</translation>
    </message>
    <message>
        <source>结算截止日以前的费用；医嘱和治疗照常进行。</source>
        <translation>Settles the charges before this day; orders and treatment go on.</translation>
    </message>
    <message>
        <source>停止全部长期医嘱；新病区接收后原床位待清洁。</source>
        <translation>Stops all long-term orders; the bed is freed when the new ward receives.</translation>
    </message>
    <message>
        <source>结算之前取消出院或阶段结算；须收费处同意，已停止的医嘱不会恢复。</source>
        <translation>Takes back discharge or interim settlement before it is settled; the cashier must agree, stopped orders stay stopped.</translation>
    </message>
    <message>
        <source>已执行至</source>
        <translation>Done until</translation>
    </message>
    <message>
        <source>转入病区</source>
        <translation>To ward</translation>
    </message>
    <message>
        <source>↑↓ 选择   F6 办理   F2 检索病区   Esc 返回</source>
        <translation>↑↓ choose   F6 declare   F2 look up ward   Esc back</translation>
    </message>
    <message>
        <source>将停止的长期医嘱：{count} 条</source>
        <translation>Long-term orders that will stop: {count}</translation>
    </message>
    <message>
        <source>不停止任何医嘱</source>
        <translation>No order stops</translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation>Open a patient first (F3)</translation>
    </message>
    <message>
        <source>病人目前为“{state}”，不能办理{title}</source>
        <translation>The patient is “{state}”: {title} is not possible</translation>
    </message>
    <message>
        <source>正在读取医嘱…</source>
        <translation>Reading the orders…</translation>
    </message>
    <message>
        <source>还有 {count} 条未校对的医嘱，请先校对或删除</source>
        <translation>{count} orders are not confirmed; confirm or delete them first</translation>
    </message>
    <message>
        <source>确定为 {name} 办理出院？</source>
        <translation>Discharge {name}?</translation>
    </message>
    <message>
        <source>确定召回 {name}？</source>
        <translation>Recall {name}?</translation>
    </message>
    <message>
        <source>结算 {name} 在 {day} 以前的费用？</source>
        <translation>Settle the charges of {name} before {day}?</translation>
    </message>
    <message>
        <source>将 {name} 转到 {ward}？</source>
        <translation>Transfer {name} to {ward}?</translation>
    </message>
    <message>
        <source>
… 共 {count} 条</source>
        <translation>
… {count} in all</translation>
    </message>
    <message>
        <source>以下长期医嘱将停止：</source>
        <translation>These long-term orders will stop:</translation>
    </message>
    <message>
        <source>{name} 已办理{what}</source>
        <translation>{name}: {what} declared</translation>
    </message>
</context>
<context>
    <name>OrderColumns</name>
    <message>
        <source>首日</source>
        <translation>Day 1</translation>
    </message>
    <message>
        <source>停止时间</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>开始时间</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>执行时间</source>
        <translation>Run at</translation>
    </message>
    <message>
        <source>录入</source>
        <translation>Entered</translation>
    </message>
    <message>
        <source>校对</source>
        <translation>Confirmed</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>治疗进度</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>附加项目</source>
        <translation>Added item</translation>
    </message>
    <message>
        <source>每次数量</source>
        <translation>Each time</translation>
    </message>
    <message>
        <source>未保存</source>
        <translation>not saved</translation>
    </message>
</context>
<context>
    <name>OrderDialogs</name>
    <message>
        <source>停止时间</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>冲正次数</source>
        <translation>Administrations</translation>
    </message>
</context>
<context>
    <name>OrdersPage</name>
    <message>
        <source>医嘱</source>
        <translation>Orders</translation>
    </message>
    <message>
        <source>本组没有附加项目</source>
        <translation>Nothing is added to this group</translation>
    </message>
    <message>
        <source>没有{kind}医嘱，按 Ctrl+N 新开</source>
        <translation>No {kind} orders; Ctrl+N enters one</translation>
    </message>
    <message>
        <source>附加</source>
        <translation>Added</translation>
    </message>
    <message>
        <source>此行已被他人修改：</source>
        <translation>Somebody else changed this row:</translation>
    </message>
    <message>
        <source>保留我的</source>
        <translation>Keep mine</translation>
    </message>
    <message>
        <source>采用对方的</source>
        <translation>Take theirs</translation>
    </message>
    <message>
        <source>合并</source>
        <translation>Merge</translation>
    </message>
    <message>
        <source>新开</source>
        <translation>New</translation>
    </message>
    <message>
        <source>同组</source>
        <translation>Group</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>校对</source>
        <translation>Confirm</translation>
    </message>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>冲正</source>
        <translation>Reverse</translation>
    </message>
    <message>
        <source>Enter 下一格（末格新行）   F2 检索   Ctrl+G 同组   Ctrl+Tab 长期/临时   Ctrl+Z 撤销   Ctrl+Delete 删除   Esc 返回</source>
        <translation>Enter next (last: new row)   F2 look up   Ctrl+G group   Ctrl+Tab long/temporary   Ctrl+Z undo   Ctrl+Delete delete   Esc back</translation>
    </message>
    <message>
        <source>  · 未保存 {count}</source>
        <translation>  · {count} not saved</translation>
    </message>
    <message>
        <source>第 {row} 行：{problem}</source>
        <translation>Row {row}: {problem}</translation>
    </message>
    <message>
        <source>请先打开一位病人（F3）</source>
        <translation>Open a patient first (F3)</translation>
    </message>
    <message>
        <source>请先新开医嘱</source>
        <translation>Enter an order first</translation>
    </message>
    <message>
        <source>只有已校对的长期医嘱可以停止</source>
        <translation>Only a confirmed long-term order can be stopped</translation>
    </message>
    <message>
        <source>请先选择已执行的医嘱</source>
        <translation>Choose an order that was run</translation>
    </message>
    <message>
        <source>上一行没有可同组的医嘱</source>
        <translation>There is no order above to join</translation>
    </message>
    <message>
        <source>有未保存的医嘱，请先保存（Ctrl+S）</source>
        <translation>There are unsaved orders; save first (Ctrl+S)</translation>
    </message>
    <message>
        <source>没有待校对的医嘱</source>
        <translation>No order waits to be confirmed</translation>
    </message>
    <message>
        <source>停止医嘱</source>
        <translation>Stop order</translation>
    </message>
    <message>
        <source>第 {group} 组  {item} 及同组、附加项目</source>
        <translation>Group {group}  {item} with its group and added items</translation>
    </message>
    <message>
        <source>已保存 {count} 条医嘱</source>
        <translation>{count} orders saved</translation>
    </message>
    <message>
        <source>已删除 {count} 条医嘱</source>
        <translation>Deleted {count} orders</translation>
    </message>
    <message>
        <source>，</source>
        <translation>, </translation>
    </message>
    <message>
        <source>已校对 {count} 条医嘱</source>
        <translation>{count} orders confirmed</translation>
    </message>
    <message>
        <source>医嘱已停止</source>
        <translation>The order is stopped</translation>
    </message>
    <message>
        <source>已冲正 {lines} 条费用</source>
        <translation>{lines} lines reversed</translation>
    </message>
    <message>
        <source>，其中 {count} 条待药房确认</source>
        <translation>, {count} of them wait for the pharmacy</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>执行</source>
        <translation>Run</translation>
    </message>
    <message>
        <source>全病区</source>
        <translation>Whole ward</translation>
    </message>
    <message>
        <source>当前病人</source>
        <translation>Open patient</translation>
    </message>
    <message>
        <source>没有在床的病人</source>
        <translation>Nobody lies in a bed</translation>
    </message>
    <message>
        <source>没有医嘱</source>
        <translation>No orders</translation>
    </message>
    <message>
        <source>停缺药医嘱</source>
        <translation>Stop short order</translation>
    </message>
    <message>
        <source>重新预览</source>
        <translation>Preview again</translation>
    </message>
    <message>
        <source>送药房</source>
        <translation>to pharmacy</translation>
    </message>
    <message>
        <source>需处理</source>
        <translation>To do</translation>
    </message>
    <message>
        <source>{times} 次  共 {quantity}</source>
        <translation>{times}×  {quantity} in all</translation>
    </message>
    <message>
        <source>药房未发，再次送药房</source>
        <translation>Not issued; to the pharmacy again</translation>
    </message>
    <message>
        <source>记费用</source>
        <translation>charged</translation>
    </message>
    <message>
        <source>本次</source>
        <translation>Now</translation>
    </message>
    <message>
        <source>去向 / 未执行原因</source>
        <translation>Goes to / why not</translation>
    </message>
    <message>
        <source>执行预览</source>
        <translation>Preview of the run</translation>
    </message>
    <message>
        <source>↑↓ 选择病人   F6 执行   Ctrl+R 重新预览   Ctrl+P 打印</source>
        <translation>↑↓ patient   F6 run   Ctrl+R preview again   Ctrl+P print</translation>
    </message>
    <message>
        <source>{patients} 位病人，将执行 {orders} 条，其中 {drugs} 条送药房；{stuck} 条需处理</source>
        <translation>{patients} patients: {orders} orders run, {drugs} go to the pharmacy; {stuck} need somebody</translation>
    </message>
    <message>
        <source>正在预览，还有 {count} 位…</source>
        <translation>Previewing, {count} to go…</translation>
    </message>
    <message>
        <source>所选病人没有缺药的医嘱</source>
        <translation>No order of this patient is short</translation>
    </message>
    <message>
        <source>您没有执行医嘱的权限</source>
        <translation>You do not have the right to run orders</translation>
    </message>
    <message>
        <source>正在执行</source>
        <translation>Running</translation>
    </message>
    <message>
        <source>没有需要执行的医嘱</source>
        <translation>No order needs to run</translation>
    </message>
    <message>
        <source>发药</source>
        <translation>Run</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>护士工作站</source>
        <translation>Ward station</translation>
    </message>
</context>
<context>
    <name>SummaryDialog</name>
    <message>
        <source>执行结果</source>
        <translation>Result of the run</translation>
    </message>
    <message>
        <source>{patients} 位病人，已执行 {orders} 条，其中 {drugs} 条送药房；连同附加记费用 {charged} 条</source>
        <translation>{patients} patients, {orders} orders run, {drugs} of them to the pharmacy; {charged} lines charged, add-ons included</translation>
    </message>
    <message>
        <source>继续执行</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>未执行</source>
        <translation>not run</translation>
    </message>
    <message>
        <source>已取消，未开始</source>
        <translation>cancelled before it began</translation>
    </message>
    <message>
        <source>没有遗留的医嘱</source>
        <translation>Nothing is left over</translation>
    </message>
    <message>
        <source>医嘱</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>未执行原因</source>
        <translation>Why not</translation>
    </message>
    <message>
        <source>以下未执行，请处理：</source>
        <translation>Not run; somebody must see to it:</translation>
    </message>
</context>
<context>
    <name>WardDialog</name>
    <message>
        <source>选择病区</source>
        <translation>Choose a ward</translation>
    </message>
    <message>
        <source>进入</source>
        <translation>Enter</translation>
    </message>
</context>
<context>
    <name>WardPage</name>
    <message>
        <source>找病人</source>
        <translation>Find</translation>
    </message>
</context>
<context>
    <name>WardStation</name>
    <message>
        <source>{bed} {name}：药房拒发 {count} 条，可在执行页再次送药房</source>
        <translation>{bed} {name}: {count} refused by the pharmacy; send again on the run page</translation>
    </message>
    <message>
        <source>{bed} {name}：{item} 缺药，可在执行页停止</source>
        <translation>{bed} {name}: {item} is short; the Run page stops it</translation>
    </message>
    <message>
        <source>{count} 位病人有未保存的医嘱草稿，打开病人即可继续</source>
        <translation>{count} patients have typed orders that were not saved; open the patient to go on</translation>
    </message>
</context>
<context>
    <name>WardWords</name>
    <message>
        <source>住院号 {number}   第{visit}次</source>
        <translation>No. {number}   stay {visit}</translation>
    </message>
    <message>
        <source>未分床</source>
        <translation>no bed</translation>
    </message>
    <message>
        <source>治疗中</source>
        <translation>In treatment</translation>
    </message>
    <message>
        <source>未开处方</source>
        <translation>Not prescribed</translation>
    </message>
    <message>
        <source>未同步</source>
        <translation>not synced</translation>
    </message>
</context>
</TS>
