<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
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
    <name>FormDialog</name>
    <message>
        <source>取消</source>
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
