<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>DeskPage</name>
    <message>
        <source>找病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>账户</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>继续</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>重试</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>稍后核对</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>住院收费票据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>预交金收据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>交款通知单</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>费用清单</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>一日清单</source>
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
    <name>HomePage</name>
    <message>
        <source>首页</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>领用票据</source>
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
        <source>没有待结算的病人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>待结算</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>没有差异</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>对账差异</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>今日收款合计</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>其中押金</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>其中结算</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>下一张票据号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>剩余票据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>申报时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>入院时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>住院号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>姓名</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>床位</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>状态</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>发现时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>原因</source>
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
        <source>费用日期</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>来源病区</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>同一费用两次内容不同</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>病人已出院</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>同一医嘱同日重复</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Enter 打开病人   Tab 换列表   F3 找病人   Ctrl+F 查找</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>无</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>等待入科  {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>待结算  {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>对账差异  {count}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已用完，请领用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>即将用完</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} 张</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>收费票据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>押金收据</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>票据种类</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>收费员登录名</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>起始号码</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>终止号码</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>领用</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{cashier} 已领用 {first}–{last}，共剩 {left} 张</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReceiptCard</name>
    <message>
        <source>合计大写：人民币{capitals}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>出入院收费处</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>banner</name>
    <message>
        <source>住院号 {number}   第{visit}次</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>住院号 {number}   未住院</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>deposits</name>
    <message>
        <source>收据号</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>金额</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>方式</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>时间</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>收款人</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>状态</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>作废说明</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已作废</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>已结算</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>未结算</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
