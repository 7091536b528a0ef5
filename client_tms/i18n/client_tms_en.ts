<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>QueuePage</name>
    <message>
        <source>待执行</source>
        <translation>To do</translation>
    </message>
    <message>
        <source>暂无待执行的处方
医生开立TMS处方后会显示在这里</source>
        <translation>No prescription to execute
Ones that a doctor writes appear here</translation>
    </message>
    <message>
        <source>Alt+1…9 切换页面</source>
        <translation>Alt+1…9 other pages</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>TMS治疗室</source>
        <translation>TMS treatment room</translation>
    </message>
</context>
</TS>
