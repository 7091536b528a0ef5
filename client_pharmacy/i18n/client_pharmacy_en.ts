<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>RecordsPage</name>
    <message>
        <source>发药单</source>
        <translation>Slip</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Search</translation>
    </message>
    <message>
        <source>住院号、姓名、药品、单号</source>
        <translation>number, name, drug, slip</translation>
    </message>
    <message>
        <source>没有符合条件的发药记录</source>
        <translation>No dispensing record matches</translation>
    </message>
    <message>
        <source>发药记录</source>
        <translation>Dispensing records</translation>
    </message>
    <message>
        <source>发药日期</source>
        <translation>Issued on</translation>
    </message>
    <message>
        <source>发药时间</source>
        <translation>Issued at</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>药品</source>
        <translation>Drug</translation>
    </message>
    <message>
        <source>规格</source>
        <translation>Spec</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>批号</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>发药人</source>
        <translation>Issued by</translation>
    </message>
    <message>
        <source>Enter 发药单   F3 查找   Ctrl+F 在表中查找   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出</source>
        <translation>Enter slip   F3 search   Ctrl+F find in list   Ctrl+C copy   Ctrl+P print   Ctrl+E export</translation>
    </message>
    <message>
        <source>全部病区</source>
        <translation>All wards</translation>
    </message>
    <message>
        <source>请先选中一条记录</source>
        <translation>Choose a record first</translation>
    </message>
    <message>
        <source>病区发药单</source>
        <translation>Ward&apos;s dispensing slip</translation>
    </message>
    <message>
        <source>{count} 条   合计 {amount} 元</source>
        <translation>{count} records   total ¥{amount}</translation>
    </message>
    <message>
        <source>   （只显示最新的，请缩小范围）</source>
        <translation>   (only the newest are shown; narrow the search)</translation>
    </message>
</context>
<context>
    <name>RequestsPage</name>
    <message>
        <source>请领单</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>最久等待</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>待发</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>等待</source>
        <translation>Waits</translation>
    </message>
    <message>
        <source>新</source>
        <translation>New</translation>
    </message>
    <message>
        <source>退 {count}</source>
        <translation>{count} back</translation>
    </message>
    <message>
        <source>用法用量</source>
        <translation>Dosage</translation>
    </message>
    <message>
        <source>待收退药</source>
        <translation>Return to accept</translation>
    </message>
    <message>
        <source>药品汇总</source>
        <translation>Sum by drug</translation>
    </message>
    <message>
        <source>应发</source>
        <translation>To issue</translation>
    </message>
    <message>
        <source>患者</source>
        <translation>Pat.</translation>
    </message>
    <message>
        <source>缺 {count}</source>
        <translation>{count} short</translation>
    </message>
    <message>
        <source>请领</source>
        <translation>Requests</translation>
    </message>
    <message>
        <source>发药</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>整病区发药</source>
        <translation>Whole ward</translation>
    </message>
    <message>
        <source>拒发</source>
        <translation>Refuse</translation>
    </message>
    <message>
        <source>发药单</source>
        <translation>Slip</translation>
    </message>
    <message>
        <source>病区单</source>
        <translation>Ward slip</translation>
    </message>
    <message>
        <source>找病人</source>
        <translation>Find patient</translation>
    </message>
    <message>
        <source>F3 住院号、床位、姓名</source>
        <translation>F3 number, bed, name</translation>
    </message>
    <message>
        <source>各病区请领</source>
        <translation>Requests by ward</translation>
    </message>
    <message>
        <source>没有待发的请领单</source>
        <translation>No request is waiting</translation>
    </message>
    <message>
        <source>待发请领单</source>
        <translation>Waiting requests</translation>
    </message>
    <message>
        <source>在左侧选择一位患者</source>
        <translation>Choose a patient on the left</translation>
    </message>
    <message>
        <source>请领明细</source>
        <translation>Lines of the request</translation>
    </message>
    <message>
        <source>没有要拿的药</source>
        <translation>Nothing to pick</translation>
    </message>
    <message>
        <source>病区药品汇总</source>
        <translation>Ward&apos;s sum by drug</translation>
    </message>
    <message>
        <source>空格 勾选   Enter 勾选   Tab 换列表   F3 找病人   Ctrl+F 查找   Esc 全部患者</source>
        <translation>Space tick   Enter tick   Tab next list   F3 find patient   Ctrl+F find   Esc all patients</translation>
    </message>
    <message>
        <source>请领单 {number}   {ward}   {when}</source>
        <translation>Request {number}   {ward}   {when}</translation>
    </message>
    <message>
        <source>病区发药单</source>
        <translation>Ward&apos;s dispensing slip</translation>
    </message>
    <message>
        <source>住院号 {number}   第{visit}次</source>
        <translation>No. {number}   stay {visit}</translation>
    </message>
    <message>
        <source>住院号 {number}</source>
        <translation>No. {number}</translation>
    </message>
    <message>
        <source>已勾选 {ticked} 项，共 {count} 项待处理</source>
        <translation>{ticked} of {count} waiting lines ticked</translation>
    </message>
    <message>
        <source>全部病区</source>
        <translation>All wards</translation>
    </message>
    <message>
        <source>{ward} 药品汇总   {count} 种</source>
        <translation>{ward}, sum by drug   {count} drugs</translation>
    </message>
    <message>
        <source>{ward}  {bed}  {name}  {count} 项</source>
        <translation>{ward}  {bed}  {name}  {count} lines</translation>
    </message>
    <message>
        <source>新请领 {count} 张：{wards}</source>
        <translation>{count} new requests: {wards}</translation>
    </message>
    <message>
        <source>已发 {count} 项</source>
        <translation>{count} lines issued</translation>
    </message>
    <message>
        <source>已收退药 {count} 项</source>
        <translation>{count} returns accepted</translation>
    </message>
    <message>
        <source>还没有发药；已发的单在“记录”页打印</source>
        <translation>Nothing issued yet; earlier slips are on the page Records</translation>
    </message>
    <message>
        <source>请先选中一条待发的明细</source>
        <translation>Choose a waiting line first</translation>
    </message>
    <message>
        <source>{name}  已拒发 {count} 项，病区会看到原因</source>
        <translation>{name}  {count} lines refused; the ward will read the reason</translation>
    </message>
    <message>
        <source>为列表中 {count} 位患者发出库存能满足的全部药品？退药不在其中，需逐张验收。</source>
        <translation>Issue everything the stock allows to the {count} patients listed? Returns are left out; each must be looked at.</translation>
    </message>
    <message>
        <source>已为 {patients} 位患者发药 {lines} 项</source>
        <translation>{lines} lines issued to {patients} patients</translation>
    </message>
    <message>
        <source>{who}：没有可发的药品</source>
        <translation>{who}: nothing can be issued</translation>
    </message>
    <message>
        <source>{who}：未处理</source>
        <translation>{who}: not handled</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>中心药房</source>
        <translation>Central pharmacy</translation>
    </message>
</context>
<context>
    <name>StockPage</name>
    <message>
        <source>缺药/恢复</source>
        <translation>Short on/off</translation>
    </message>
    <message>
        <source>入库</source>
        <translation>Stock in</translation>
    </message>
    <message>
        <source>找药</source>
        <translation>Find drug</translation>
    </message>
    <message>
        <source>F3 编码、名称、拼音首字母</source>
        <translation>F3 code, name, pinyin initials</translation>
    </message>
    <message>
        <source>全部药品</source>
        <translation>All drugs</translation>
    </message>
    <message>
        <source>低于下限</source>
        <translation>Below limit</translation>
    </message>
    <message>
        <source>缺药</source>
        <translation>Short</translation>
    </message>
    <message>
        <source>近效期或过期</source>
        <translation>Near expiry or expired</translation>
    </message>
    <message>
        <source>没有符合条件的药品</source>
        <translation>No drug matches</translation>
    </message>
    <message>
        <source>药房库存</source>
        <translation>Pharmacy stock</translation>
    </message>
    <message>
        <source>没有库存批次</source>
        <translation>No batch in stock</translation>
    </message>
    <message>
        <source>药品批次</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>近 30 天没有变动</source>
        <translation>No movement in 30 days</translation>
    </message>
    <message>
        <source>库存变动</source>
        <translation>Stock movements</translation>
    </message>
    <message>
        <source>批次</source>
        <translation>Batches</translation>
    </message>
    <message>
        <source>近 30 天变动</source>
        <translation>Movements of 30 days</translation>
    </message>
    <message>
        <source>编码</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>药品</source>
        <translation>Drug</translation>
    </message>
    <message>
        <source>规格</source>
        <translation>Spec</translation>
    </message>
    <message>
        <source>可发数量</source>
        <translation>Available</translation>
    </message>
    <message>
        <source>已请领</source>
        <translation>Asked</translation>
    </message>
    <message>
        <source>下限</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>最近效期</source>
        <translation>Next expiry</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>批号</source>
        <translation>Batch</translation>
    </message>
    <message>
        <source>有效期至</source>
        <translation>Expires on</translation>
    </message>
    <message>
        <source>剩余天数</source>
        <translation>Days left</translation>
    </message>
    <message>
        <source>结存</source>
        <translation>Balance</translation>
    </message>
    <message>
        <source>已过期</source>
        <translation>expired</translation>
    </message>
    <message>
        <source>待领药</source>
        <translation>Requisition</translation>
    </message>
    <message>
        <source>过期 {count}</source>
        <translation>{count} expired</translation>
    </message>
    <message>
        <source>↑↓ 选药   F3 找药   Ctrl+F 查找   Ctrl+P 打印   Esc 全部药品</source>
        <translation>↑↓ choose   F3 find a drug   Ctrl+F find   Ctrl+P print   Esc all drugs</translation>
    </message>
    <message>
        <source>{count} 种</source>
        <translation>{count} drugs</translation>
    </message>
    <message>
        <source>{drug} 已入库 {count} {unit}</source>
        <translation>{count} {unit} of {drug} taken into stock</translation>
    </message>
    <message>
        <source>{drug} 已标记缺药，病区不能再开</source>
        <translation>{drug} is flagged short; the wards can no longer order it</translation>
    </message>
    <message>
        <source>{drug} 已恢复供应</source>
        <translation>{drug} is available again</translation>
    </message>
    <message>
        <source>请先选中一种药品</source>
        <translation>Choose a drug first</translation>
    </message>
    <message>
        <source>恢复“{drug}”供应？</source>
        <translation>Is “{drug}” available again?</translation>
    </message>
    <message>
        <source>标记“{drug}”缺药？病区将不能再开此药。</source>
        <translation>Flag “{drug}” short? The wards can no longer order it.</translation>
    </message>
    <message>
        <source>恢复供应</source>
        <translation>Available again</translation>
    </message>
    <message>
        <source>标记缺药</source>
        <translation>Flag short</translation>
    </message>
    <message>
        <source>来源</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>药品入库</source>
        <translation>Drugs into stock</translation>
    </message>
</context>
<context>
    <name>refusal</name>
    <message>
        <source>暂时缺货</source>
        <translation>Out of stock for now</translation>
    </message>
    <message>
        <source>剂量请核对</source>
        <translation>Please check the dose</translation>
    </message>
    <message>
        <source>用法请核对</source>
        <translation>Please check the route</translation>
    </message>
    <message>
        <source>与其他医嘱重复</source>
        <translation>Duplicates another order</translation>
    </message>
    <message>
        <source>退药已拆封</source>
        <translation>The returned package was opened</translation>
    </message>
    <message>
        <source>拒发 {count} 项</source>
        <translation>Refuse {count} lines</translation>
    </message>
    <message>
        <source>原因（病区会看到）</source>
        <translation>Reason (the ward will read it)</translation>
    </message>
    <message>
        <source>拒发</source>
        <translation>Refuse</translation>
    </message>
    <message>
        <source>用药日期</source>
        <translation>Service date</translation>
    </message>
    <message>
        <source>病区发药单</source>
        <translation>Ward&apos;s dispensing slip</translation>
    </message>
    <message>
        <source>预览</source>
        <translation>Preview</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>库存不足</source>
        <translation>Not enough stock</translation>
    </message>
    <message>
        <source>没有价格</source>
        <translation>No price</translation>
    </message>
    <message>
        <source>没有发药记录</source>
        <translation>Never issued</translation>
    </message>
    <message>
        <source>超过可退数量</source>
        <translation>More than can return</translation>
    </message>
    <message>
        <source>同组药品不齐</source>
        <translation>Group incomplete</translation>
    </message>
    <message>
        <source>余量不够分</source>
        <translation>Not enough left</translation>
    </message>
    <message>
        <source>发药</source>
        <translation>Issue</translation>
    </message>
    <message>
        <source>退药</source>
        <translation>Returned</translation>
    </message>
    <message>
        <source>退药(已过期)</source>
        <translation>Returned (expired)</translation>
    </message>
    <message>
        <source>{minutes} 分</source>
        <translation>{minutes} min</translation>
    </message>
    <message>
        <source>{hours} 时 {minutes} 分</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
    <message>
        <source>{days} 天</source>
        <translation>{days} d</translation>
    </message>
</context>
</TS>
