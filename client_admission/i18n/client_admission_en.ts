<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>AccountPage</name>
    <message>
        <source>交款通知单</source>
        <translation>Payment notice</translation>
    </message>
    <message>
        <source>一日清单</source>
        <translation>Daily bill</translation>
    </message>
    <message>
        <source>没有费用</source>
        <translation>No charges</translation>
    </message>
    <message>
        <source>费用分类</source>
        <translation>Charges by category</translation>
    </message>
    <message>
        <source>每日费用</source>
        <translation>Charges by day</translation>
    </message>
    <message>
        <source>没有押金</source>
        <translation>No deposits</translation>
    </message>
    <message>
        <source>押金</source>
        <translation>Deposits</translation>
    </message>
    <message>
        <source>按类别</source>
        <translation>By category</translation>
    </message>
    <message>
        <source>按日期（Ctrl+B 打印选中日清单）</source>
        <translation>By day (Ctrl+B prints the marked day)</translation>
    </message>
    <message>
        <source>费用总额</source>
        <translation>Total charges</translation>
    </message>
    <message>
        <source>其中已结算</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>其中未结算</source>
        <translation>Unsettled</translation>
    </message>
    <message>
        <source>可用押金</source>
        <translation>Usable deposits</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Category</translation>
    </message>
    <message>
        <source>F9 交款通知单   Ctrl+L 费用清单   Ctrl+B 选中日的一日清单   Esc 返回</source>
        <translation>F9 payment notice   Ctrl+L charge list   Ctrl+B bill of the marked day   Esc back</translation>
    </message>
    <message>
        <source>需交款 {amount}</source>
        <translation>{amount} to pay</translation>
    </message>
    <message>
        <source>费用从</source>
        <translation>Charges from</translation>
    </message>
    <message>
        <source>费用至</source>
        <translation>until</translation>
    </message>
    <message>
        <source>留空为整次住院</source>
        <translation>Empty: the whole stay</translation>
    </message>
    <message>
        <source>预览</source>
        <translation>Preview</translation>
    </message>
</context>
<context>
    <name>AdmitPage</name>
    <message>
        <source>入院</source>
        <translation>Admission</translation>
    </message>
    <message>
        <source>办理入院</source>
        <translation>Admit</translation>
    </message>
    <message>
        <source>取消入院</source>
        <translation>Cancel admission</translation>
    </message>
    <message>
        <source>收押金</source>
        <translation>Take deposit</translation>
    </message>
    <message>
        <source>介绍医生</source>
        <translation>Referring doctor</translation>
    </message>
    <message>
        <source>入院诊断</source>
        <translation>Diagnosis</translation>
    </message>
    <message>
        <source>社保序号</source>
        <translation>Insurance serial</translation>
    </message>
    <message>
        <source>F6 办理入院</source>
        <translation>F6 Admit</translation>
    </message>
    <message>
        <source>修改登记</source>
        <translation>Correct</translation>
    </message>
    <message>
        <source>目前状态</source>
        <translation>Present state</translation>
    </message>
    <message>
        <source>还没有住院记录</source>
        <translation>No stays yet</translation>
    </message>
    <message>
        <source>住院记录</source>
        <translation>Stays</translation>
    </message>
    <message>
        <source>历次住院</source>
        <translation>All stays</translation>
    </message>
    <message>
        <source>入院病区</source>
        <translation>Admitting ward</translation>
    </message>
    <message>
        <source>出院时间</source>
        <translation>Discharged</translation>
    </message>
    <message>
        <source>Enter 下一格（末格办理）   F2 选病区   F6 办理入院   F8 取消入院   Esc 返回</source>
        <translation>Enter next field (last: admit)   F2 ward   F6 admit   F8 cancel admission   Esc back</translation>
    </message>
    <message>
        <source>住院次数</source>
        <translation>Stays</translation>
    </message>
    <message>
        <source>病区床位</source>
        <translation>Ward and bed</translation>
    </message>
    <message>
        <source>入科时间</source>
        <translation>Received</translation>
    </message>
    <message>
        <source>主管医生</source>
        <translation>Attending doctor</translation>
    </message>
    <message>
        <source>结算阶段</source>
        <translation>Settlement stage</translation>
    </message>
    <message>
        <source>第 {segment} 阶段</source>
        <translation>Stage {segment}</translation>
    </message>
    <message>
        <source>空床</source>
        <translation>Free</translation>
    </message>
    <message>
        <source>{name} 第 {visit} 次住院已办理，等待 {ward} 接收</source>
        <translation>{name}: stay {visit} arranged, waiting for {ward}</translation>
    </message>
    <message>
        <source>已修改 {name} 的住院登记</source>
        <translation>What is noted of {name}&apos;s stay is corrected</translation>
    </message>
    <message>
        <source>取消原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>已取消 {name} 的入院</source>
        <translation>The admission of {name} is cancelled</translation>
    </message>
</context>
<context>
    <name>CheckPage</name>
    <message>
        <source>费用核对</source>
        <translation>Check</translation>
    </message>
    <message>
        <source>核对无误</source>
        <translation>Checked</translation>
    </message>
    <message>
        <source>冲正</source>
        <translation>Reverse</translation>
    </message>
    <message>
        <source>去结算</source>
        <translation>To settlement</translation>
    </message>
    <message>
        <source>没有医嘱</source>
        <translation>No orders</translation>
    </message>
    <message>
        <source>医嘱</source>
        <translation>Orders</translation>
    </message>
    <message>
        <source>没有费用</source>
        <translation>No charges</translation>
    </message>
    <message>
        <source>费用</source>
        <translation>Charges</translation>
    </message>
    <message>
        <source>全部日期</source>
        <translation>All days</translation>
    </message>
    <message>
        <source>全部状态</source>
        <translation>All states</translation>
    </message>
    <message>
        <source>所列合计</source>
        <translation>Sum shown</translation>
    </message>
    <message>
        <source>F2 补充医嘱检索项目   F5 核对无误   F8 冲正选中费用   Ctrl+F 查找   Esc 返回</source>
        <translation>F2 find item to add   F5 checked   F8 reverse the marked charge   Ctrl+F find   Esc back</translation>
    </message>
    <message>
        <source>医嘱&#x3000;{count} 条有差异</source>
        <translation>Orders — {count} differ</translation>
    </message>
    <message>
        <source>医嘱&#x3000;无差异</source>
        <translation>Orders — none differs</translation>
    </message>
    <message>
        <source>未核对</source>
        <translation>Not checked</translation>
    </message>
    <message>
        <source>✓ 已核对&#x3000;{who}&#x3000;{when}</source>
        <translation>✓ Checked  {who}  {when}</translation>
    </message>
    <message>
        <source>已补充 {name} 等 {count} 条，药品待药房确认</source>
        <translation>{name}: {count} lines added; the pharmacy confirms the drug</translation>
    </message>
    <message>
        <source>已补充 {name}，共 {count} 条</source>
        <translation>{name}: {count} lines added</translation>
    </message>
    <message>
        <source>可冲正数量 {left}；更正价格须全量冲正</source>
        <translation>Up to {left} can be reversed; a corrected price needs all of it</translation>
    </message>
    <message>
        <source>冲正数量</source>
        <translation>Quantity</translation>
    </message>
    <message>
        <source>冲正原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>更正单价</source>
        <translation>Corrected price</translation>
    </message>
    <message>
        <source>不更正则留空</source>
        <translation>empty: no correction</translation>
    </message>
    <message>
        <source>冲正已提交 {count} 条，等待药房确认</source>
        <translation>{count} reversing lines sent; the pharmacy confirms them</translation>
    </message>
    <message>
        <source>已冲正，共 {count} 条</source>
        <translation>Reversed, {count} lines</translation>
    </message>
    <message>
        <source>费用已核对，可以结算</source>
        <translation>The charges are checked and can be settled</translation>
    </message>
</context>
<context>
    <name>ChoiceCard</name>
    <message>
        <source>费用从</source>
        <translation>Charges from</translation>
    </message>
    <message>
        <source>费用至</source>
        <translation>until</translation>
    </message>
    <message>
        <source>Enter 按所填期间重算；留空为全部未结算</source>
        <translation>Enter computes this period; empty: all unsettled</translation>
    </message>
    <message>
        <source>费用日期 {first} 至 {last}</source>
        <translation>Service dates {first} to {last}</translation>
    </message>
    <message>
        <source>使用的押金（空格勾选）</source>
        <translation>Deposits used (Space ticks)</translation>
    </message>
    <message>
        <source>使用的押金（出院结算全部使用）</source>
        <translation>Deposits used (all at discharge)</translation>
    </message>
    <message>
        <source>没有可用押金</source>
        <translation>No usable deposits</translation>
    </message>
    <message>
        <source>✓ 已结清，按 F7 办理出院</source>
        <translation>✓ Settled; F7 discharges</translation>
    </message>
</context>
<context>
    <name>DepositsPage</name>
    <message>
        <source>押金</source>
        <translation>Deposits</translation>
    </message>
    <message>
        <source>收取押金</source>
        <translation>Take deposit</translation>
    </message>
    <message>
        <source>作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>补打收据</source>
        <translation>Reprint receipt</translation>
    </message>
    <message>
        <source>还没有押金
在右侧输入金额，按 F6 收取</source>
        <translation>No deposits yet
Type the amount on the right and press F6</translation>
    </message>
    <message>
        <source>押金记录</source>
        <translation>Deposits</translation>
    </message>
    <message>
        <source>未结算</source>
        <translation>Unsettled</translation>
    </message>
    <message>
        <source>已作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>F6 收取押金</source>
        <translation>F6 Take deposit</translation>
    </message>
    <message>
        <source>输入金额 Enter 选方式 Enter 收取   F8 作废选中押金   F9 补打收据   Esc 返回</source>
        <translation>Amount, Enter, method, Enter takes   F8 voids the marked deposit   F9 reprints its receipt   Esc back</translation>
    </message>
    <message>
        <source>第 {count} 次补打，已在收据上注明</source>
        <translation>Reprint no. {count}, marked on the receipt</translation>
    </message>
    <message>
        <source>未结算费用 {amount}</source>
        <translation>Unsettled charges {amount}</translation>
    </message>
    <message>
        <source>已收押金 {amount}，收据号 {number}</source>
        <translation>Deposit of {amount} taken, receipt {number}</translation>
    </message>
    <message>
        <source>作废押金</source>
        <translation>Void deposit</translation>
    </message>
    <message>
        <source>作废原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>押金收据 {number} 已作废</source>
        <translation>Deposit receipt {number} is void</translation>
    </message>
</context>
<context>
    <name>DeskPage</name>
    <message>
        <source>住院收费票据</source>
        <translation>Inpatient receipt</translation>
    </message>
    <message>
        <source>预交金收据</source>
        <translation>Deposit receipt</translation>
    </message>
    <message>
        <source>交款通知单</source>
        <translation>Payment notice</translation>
    </message>
    <message>
        <source>一日清单</source>
        <translation>Daily bill</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>首页</source>
        <translation>Home</translation>
    </message>
    <message>
        <source>领用票据</source>
        <translation>Draw numbers</translation>
    </message>
    <message>
        <source>归入账户</source>
        <translation>Charge to account</translation>
    </message>
    <message>
        <source>不入账</source>
        <translation>Not for an account</translation>
    </message>
    <message>
        <source>差异入账</source>
        <translation>Charge difference</translation>
    </message>
    <message>
        <source>差异不入账</source>
        <translation>Close difference</translation>
    </message>
    <message>
        <source>项目查询</source>
        <translation>Look up items</translation>
    </message>
    <message>
        <source>没有等待入科的病人</source>
        <translation>Nobody waits for a ward</translation>
    </message>
    <message>
        <source>等待入科</source>
        <translation>Waiting for a ward</translation>
    </message>
    <message>
        <source>没有待结算的病人</source>
        <translation>Nobody to settle</translation>
    </message>
    <message>
        <source>待结算</source>
        <translation>To settle</translation>
    </message>
    <message>
        <source>没有差异</source>
        <translation>No differences</translation>
    </message>
    <message>
        <source>对账差异</source>
        <translation>Differences</translation>
    </message>
    <message>
        <source>没有待归属费用</source>
        <translation>No unassigned charges</translation>
    </message>
    <message>
        <source>待归属费用</source>
        <translation>Unassigned charges</translation>
    </message>
    <message>
        <source>今日收款合计</source>
        <translation>Taken today</translation>
    </message>
    <message>
        <source>其中押金</source>
        <translation>Deposits</translation>
    </message>
    <message>
        <source>其中结算</source>
        <translation>Settlements</translation>
    </message>
    <message>
        <source>下一张票据号</source>
        <translation>Next receipt</translation>
    </message>
    <message>
        <source>剩余票据</source>
        <translation>Receipts left</translation>
    </message>
    <message>
        <source>申报时间</source>
        <translation>Declared</translation>
    </message>
    <message>
        <source>发现时间</source>
        <translation>Noted</translation>
    </message>
    <message>
        <source>来源病区</source>
        <translation>From ward</translation>
    </message>
    <message>
        <source>治疗时间</source>
        <translation>Treated at</translation>
    </message>
    <message>
        <source>同一费用两次内容不同</source>
        <translation>Same charge, other content</translation>
    </message>
    <message>
        <source>病人已出院</source>
        <translation>Patient discharged</translation>
    </message>
    <message>
        <source>同一医嘱同日重复</source>
        <translation>Second line of an order on one day</translation>
    </message>
    <message>
        <source>Enter 打开病人   Tab 换列表   F3 找病人   Ctrl+F 查找</source>
        <translation>Enter opens the patient   Tab other list   F3 find patient   Ctrl+F find</translation>
    </message>
    <message>
        <source>已扣作废 {amount}</source>
        <translation>voids of {amount} deducted</translation>
    </message>
    <message>
        <source>无</source>
        <translation>none</translation>
    </message>
    <message>
        <source>等待入科  {count}</source>
        <translation>Waiting for a ward  {count}</translation>
    </message>
    <message>
        <source>待结算  {count}</source>
        <translation>To settle  {count}</translation>
    </message>
    <message>
        <source>对账差异  {count}</source>
        <translation>Differences  {count}</translation>
    </message>
    <message>
        <source>待归属费用  {count}</source>
        <translation>Unassigned charges  {count}</translation>
    </message>
    <message>
        <source>已用完，请领用</source>
        <translation>used up: draw new ones</translation>
    </message>
    <message>
        <source>即将用完</source>
        <translation>nearly used up</translation>
    </message>
    <message>
        <source>{count} 张</source>
        <translation>{count}</translation>
    </message>
    <message>
        <source>{charge}
记入 {name}（住院号 {number}）的账户？</source>
        <translation>{charge}
Charge it to the account of {name} (number {number})?</translation>
    </message>
    <message>
        <source>入账</source>
        <translation>Charge</translation>
    </message>
    <message>
        <source>{item} 已入账</source>
        <translation>{item} is charged</translation>
    </message>
    <message>
        <source>{item} 已移出对账差异</source>
        <translation>{item} is off the reconciliation list</translation>
    </message>
    <message>
        <source>{charge}
归入 {name}（住院号 {number}，第 {visit} 次住院，{ward}）？</source>
        <translation>{charge}
Charge it to {name} (patient {number}, stay {visit}, {ward})?</translation>
    </message>
    <message>
        <source>{item} 已归入 {name} 的账户</source>
        <translation>{item} was charged to {name}</translation>
    </message>
    <message>
        <source>原因（如门诊已付）</source>
        <translation>Reason (e.g. paid as an out-patient)</translation>
    </message>
    <message>
        <source>{item} 已移出待归属费用</source>
        <translation>{item} is off the list of unassigned charges</translation>
    </message>
    <message>
        <source>收费票据</source>
        <translation>Receipts</translation>
    </message>
    <message>
        <source>押金收据</source>
        <translation>Deposit receipts</translation>
    </message>
    <message>
        <source>票据种类</source>
        <translation>Series</translation>
    </message>
    <message>
        <source>收费员登录名</source>
        <translation>Cashier&apos;s log-in</translation>
    </message>
    <message>
        <source>起始号码</source>
        <translation>First number</translation>
    </message>
    <message>
        <source>终止号码</source>
        <translation>Last number</translation>
    </message>
    <message>
        <source>领用</source>
        <translation>Draw</translation>
    </message>
    <message>
        <source>{cashier} 已领用 {first}–{last}，共剩 {left} 张</source>
        <translation>{cashier} drew {first}–{last}, {left} left</translation>
    </message>
</context>
<context>
    <name>PatientsPage</name>
    <message>
        <source>病人</source>
        <translation>Patients</translation>
    </message>
    <message>
        <source>新病人</source>
        <translation>New patient</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>办理入院</source>
        <translation>Admit</translation>
    </message>
    <message>
        <source>收押金</source>
        <translation>Take deposit</translation>
    </message>
    <message>
        <source>还没有住院记录</source>
        <translation>No stays yet</translation>
    </message>
    <message>
        <source>住院记录</source>
        <translation>Stays</translation>
    </message>
    <message>
        <source>住院记录（Enter 打开该次住院）</source>
        <translation>Stays (Enter opens one)</translation>
    </message>
    <message>
        <source>住院号 / 姓名 / 拼音首字母 / 身份证号</source>
        <translation>Number / name / initials / id card</translation>
    </message>
    <message>
        <source>全部状态</source>
        <translation>All states</translation>
    </message>
    <message>
        <source>没有找到病人
按 Ctrl+N 登记新病人</source>
        <translation>Nobody found
Ctrl+N registers a new patient</translation>
    </message>
    <message>
        <source>性别</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>年龄</source>
        <translation>Age</translation>
    </message>
    <message>
        <source>身份证号</source>
        <translation>Id card</translation>
    </message>
    <message>
        <source>出生日期</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>医保类别</source>
        <translation>Payer</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>Phone</translation>
    </message>
    <message>
        <source>住址</source>
        <translation>Address</translation>
    </message>
    <message>
        <source>邮编</source>
        <translation>Postcode</translation>
    </message>
    <message>
        <source>籍贯</source>
        <translation>Home town</translation>
    </message>
    <message>
        <source>国籍</source>
        <translation>Country</translation>
    </message>
    <message>
        <source>病人类别</source>
        <translation>Patient kind</translation>
    </message>
    <message>
        <source>工作单位</source>
        <translation>Employer</translation>
    </message>
    <message>
        <source>单位电话</source>
        <translation>Work phone</translation>
    </message>
    <message>
        <source>单位邮编</source>
        <translation>Work postcode</translation>
    </message>
    <message>
        <source>单位地址</source>
        <translation>Work address</translation>
    </message>
    <message>
        <source>医保卡号</source>
        <translation>Insurance card</translation>
    </message>
    <message>
        <source>医保地区</source>
        <translation>Insurance area</translation>
    </message>
    <message>
        <source>联系人</source>
        <translation>Contact</translation>
    </message>
    <message>
        <source>关系</source>
        <translation>Relationship</translation>
    </message>
    <message>
        <source>联系电话</source>
        <translation>Contact phone</translation>
    </message>
    <message>
        <source>联系地址</source>
        <translation>Contact address</translation>
    </message>
    <message>
        <source>联系人单位</source>
        <translation>Contact employer</translation>
    </message>
    <message>
        <source>出院时间</source>
        <translation>Discharged</translation>
    </message>
    <message>
        <source>出院医生</source>
        <translation>Discharging doctor</translation>
    </message>
    <message>
        <source>登记新病人</source>
        <translation>New patient</translation>
    </message>
    <message>
        <source>住院号 {number}&#x3000;&#x3000;住院 {visits} 次&#x3000;&#x3000;{state}</source>
        <translation>No. {number}    {visits} stays    {state}</translation>
    </message>
    <message>
        <source>他人刚刚改为&#x3000;{changed}&#x3000;请核对后再按 Ctrl+S</source>
        <translation>Somebody else changed  {changed}  Check and press Ctrl+S again</translation>
    </message>
    <message>
        <source>已登记 {name}，住院号 {number}</source>
        <translation>{name} registered, number {number}</translation>
    </message>
    <message>
        <source>已保存 {name}（{number}）</source>
        <translation>{name} ({number}) saved</translation>
    </message>
    <message>
        <source>资料已修改但未保存，放弃这些修改吗？</source>
        <translation>The record was edited but not saved. Discard the edits?</translation>
    </message>
    <message>
        <source>放弃修改</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>Enter 查找 / 下一格   ↓ 到列表   Ctrl+N 新病人   Ctrl+S 保存   F6 入院   Esc 返回</source>
        <translation>Enter find / next field   ↓ to the list   Ctrl+N new   Ctrl+S save   F6 admit   Esc back</translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message>
        <source>合计大写：人民币{capitals}</source>
        <translation>In capitals: 人民币{capitals}</translation>
    </message>
</context>
<context>
    <name>ReceiptsPage</name>
    <message>
        <source>收据</source>
        <translation>Receipts</translation>
    </message>
    <message>
        <source>作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>补打</source>
        <translation>Reprint</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>结算日从</source>
        <translation>Settled from</translation>
    </message>
    <message>
        <source>至</source>
        <translation>until</translation>
    </message>
    <message>
        <source>票据号 / 住院号 / 姓名</source>
        <translation>Receipt / patient number / name</translation>
    </message>
    <message>
        <source>没有找到收据
请放宽日期或换一个号码</source>
        <translation>No receipts found
Widen the dates or try another number</translation>
    </message>
    <message>
        <source>住院收费票据</source>
        <translation>Inpatient receipt</translation>
    </message>
    <message>
        <source>票据号</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>结算时间</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>收款人</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>Enter 查找   ↑↓ 看收据   F8 作废   F9 补打   Ctrl+L 费用清单   Esc 返回</source>
        <translation>Enter find   ↑↓ view   F8 void   F9 reprint   Ctrl+L charge list   Esc back</translation>
    </message>
    <message>
        <source>&#x3000;补打 {count} 次</source>
        <translation>  reprinted {count}×</translation>
    </message>
    <message>
        <source>费用 {first} 至 {last}&#x3000;{cashier} {when} 收款</source>
        <translation>Charges {first} to {last}  settled by {cashier} {when}</translation>
    </message>
    <message>
        <source>{who} {when} 作废</source>
        <translation>Voided by {who} {when}</translation>
    </message>
    <message>
        <source>费用合计</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>医保支付</source>
        <translation>Insurance</translation>
    </message>
    <message>
        <source>使用押金</source>
        <translation>Deposits used</translation>
    </message>
    <message>
        <source>补缴</source>
        <translation>Paid in</translation>
    </message>
    <message>
        <source>退款</source>
        <translation>Refunded</translation>
    </message>
    <message>
        <source>结转押金</source>
        <translation>Carried over</translation>
    </message>
    <message>
        <source>作废收据</source>
        <translation>Void receipt</translation>
    </message>
    <message>
        <source>{number}&#x3000;{name}&#x3000;{amount}
作废后费用和押金恢复为未结算，款项于今日冲回。</source>
        <translation>{number}  {name}  {amount}
Charges and deposits are open again; the money is booked back today.</translation>
    </message>
    <message>
        <source>作废原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>收据 {number} 已作废</source>
        <translation>Receipt {number} is void</translation>
    </message>
    <message>
        <source>第 {count} 次补打，已在票据上注明</source>
        <translation>Reprint {count}, marked on the paper</translation>
    </message>
</context>
<context>
    <name>SettlePage</name>
    <message>
        <source>结算</source>
        <translation>Settle</translation>
    </message>
    <message>
        <source>办理出院</source>
        <translation>Discharge</translation>
    </message>
    <message>
        <source>去核对</source>
        <translation>To the check</translation>
    </message>
    <message>
        <source>收费票据（待结算）</source>
        <translation>Receipt in the making</translation>
    </message>
    <message>
        <source>实收现金</source>
        <translation>Cash given</translation>
    </message>
    <message>
        <source>IC卡金额</source>
        <translation>IC card amount</translation>
    </message>
    <message>
        <source>找零</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>F6 结算</source>
        <translation>F6 Settle</translation>
    </message>
    <message>
        <source>输入实收现金 Enter&#x3000;F6 结算&#x3000;F7 办理出院&#x3000;空格 勾选押金&#x3000;Esc 返回</source>
        <translation>Cash given, Enter   F6 settle   F7 discharge   Space ticks deposits   Esc back</translation>
    </message>
    <message>
        <source>费用合计</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>医保支付</source>
        <translation>Insurance</translation>
    </message>
    <message>
        <source>个人负担</source>
        <translation>Own share</translation>
    </message>
    <message>
        <source>使用押金</source>
        <translation>Deposits used</translation>
    </message>
    <message>
        <source>费用条数</source>
        <translation>Lines</translation>
    </message>
    <message>
        <source>结转押金</source>
        <translation>Carried over</translation>
    </message>
    <message>
        <source>票据号 {number}</source>
        <translation>Receipt {number}</translation>
    </message>
    <message>
        <source>无，请先领用</source>
        <translation>none: draw numbers first</translation>
    </message>
    <message>
        <source>应收</source>
        <translation>Due</translation>
    </message>
    <message>
        <source>已结清</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>押金余额 {amount} 结转为新的押金</source>
        <translation>{amount} is carried over into a new deposit</translation>
    </message>
    <message>
        <source>应退</source>
        <translation>To refund</translation>
    </message>
    <message>
        <source>退还现金</source>
        <translation>Cash to refund</translation>
    </message>
    <message>
        <source>正在计算</source>
        <translation>Computing</translation>
    </message>
    <message>
        <source>金额由 {before} 变为 {now}，请与病人核对后再按 F6</source>
        <translation>The amount changed from {before} to {now}: check with the patient, then F6</translation>
    </message>
    <message>
        <source>已结算，票据号 {number}，收款 {paid}</source>
        <translation>Settled, receipt {number}, {paid} paid</translation>
    </message>
    <message>
        <source>已结算，票据号 {number}，结转押金 {carried}</source>
        <translation>Settled, receipt {number}, {carried} carried over</translation>
    </message>
    <message>
        <source>出院医生</source>
        <translation>Discharging doctor</translation>
    </message>
    <message>
        <source>出院病区</source>
        <translation>Ward</translation>
    </message>
    <message>
        <source>{name} 已办理出院</source>
        <translation>{name} is discharged</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>出入院收费处</source>
        <translation>Admission desk</translation>
    </message>
</context>
<context>
    <name>SupplementCard</name>
    <message>
        <source>用法</source>
        <translation>Usage</translation>
    </message>
    <message>
        <source>附加收费</source>
        <translation>Add-ons</translation>
    </message>
    <message>
        <source>补充原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>补收</source>
        <translation>Charge</translation>
    </message>
    <message>
        <source>补充医嘱（F2 检索项目）</source>
        <translation>Supplementary order (F2 finds an item)</translation>
    </message>
    <message>
        <source>附加：{names}</source>
        <translation>Add-ons: {names}</translation>
    </message>
    <message>
        <source>药品须经药房确认后计费</source>
        <translation>A drug is charged when the pharmacy confirms it</translation>
    </message>
</context>
<context>
    <name>arrivals</name>
    <message>
        <source>{ward}：{count} 条待药房确认（自 {since}）</source>
        <translation>{ward}: {count} lines wait for the pharmacy (since {since})</translation>
    </message>
    <message>
        <source>{source}：尚未申报结束，已到 {held} 条</source>
        <translation>{source}: not closed yet, {held} lines here</translation>
    </message>
    <message>
        <source>{source}：{held} 条费用已到齐</source>
        <translation>{source}: all {held} lines are here</translation>
    </message>
    <message>
        <source>{source}：申报 {stated} 条，已到 {held} 条</source>
        <translation>{source}: {stated} lines stated, {held} here</translation>
    </message>
    <message>
        <source>收费处</source>
        <translation>the desk</translation>
    </message>
</context>
<context>
    <name>banner</name>
    <message>
        <source>住院号 {number}   第{visit}次</source>
        <translation>No. {number}   stay {visit}</translation>
    </message>
    <message>
        <source>住院号 {number}   未住院</source>
        <translation>No. {number}   no stay</translation>
    </message>
</context>
<context>
    <name>check</name>
    <message>
        <source>差异</source>
        <translation>Differs</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>天数</source>
        <translation>Days</translation>
    </message>
    <message>
        <source>日期</source>
        <translation>Day</translation>
    </message>
    <message>
        <source>用法用量</source>
        <translation>Dosage</translation>
    </message>
    <message>
        <source>起止</source>
        <translation>From – to</translation>
    </message>
    <message>
        <source>已收</source>
        <translation>Charged</translation>
    </message>
    <message>
        <source>来源</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>本身是冲正</source>
        <translation>it is a reversal itself</translation>
    </message>
    <message>
        <source>未确认</source>
        <translation>it is not confirmed</translation>
    </message>
    <message>
        <source>已结算，请先作废结算</source>
        <translation>it is settled; void the settlement first</translation>
    </message>
    <message>
        <source>已全部冲正</source>
        <translation>all of it is reversed</translation>
    </message>
</context>
<context>
    <name>deposits</name>
    <message>
        <source>收据号</source>
        <translation>Receipt</translation>
    </message>
    <message>
        <source>方式</source>
        <translation>Method</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>收款人</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>作废说明</source>
        <translation>Void because</translation>
    </message>
    <message>
        <source>已作废</source>
        <translation>Void</translation>
    </message>
    <message>
        <source>未结算</source>
        <translation>Unsettled</translation>
    </message>
</context>
</TS>
