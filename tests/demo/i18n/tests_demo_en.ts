<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>Launcher</name>
    <message>
        <source>出入院收费处</source>
        <translation>Admission desk</translation>
    </message>
    <message>
        <source>护士工作站</source>
        <translation>Ward station</translation>
    </message>
    <message>
        <source>中心药房</source>
        <translation>Central pharmacy</translation>
    </message>
    <message>
        <source>TMS治疗室</source>
        <translation>TMS treatment room</translation>
    </message>
    <message>
        <source>演示医院</source>
        <translation>Demo hospital</translation>
    </message>
    <message>
        <source>演示 · 数据均为虚构，关闭本窗口即全部停止</source>
        <translation>Demo · all data are made up; closing this window stops everything</translation>
    </message>
    <message>
        <source>医院时间</source>
        <translation>Hospital time</translation>
    </message>
    <message>
        <source>改医院时间</source>
        <translation>Set hospital time</translation>
    </message>
    <message>
        <source>设定</source>
        <translation>Set</translation>
    </message>
    <message>
        <source>+1 小时</source>
        <translation>+1 hour</translation>
    </message>
    <message>
        <source>+1 天</source>
        <translation>+1 day</translation>
    </message>
    <message>
        <source>全部停止</source>
        <translation>Stop everything</translation>
    </message>
    <message>
        <source>复制密码</source>
        <translation>Copy password</translation>
    </message>
    <message>
        <source>所有人的密码</source>
        <translation>Everybody&apos;s password</translation>
    </message>
    <message>
        <source>服务器运行中   {count} 个工作站已打开</source>
        <translation>Servers running   {count} stations open</translation>
    </message>
    <message>
        <source>服务器已停止，请看日志</source>
        <translation>The servers have stopped, see the log</translation>
    </message>
    <message>
        <source>收费员</source>
        <translation>Cashier</translation>
    </message>
    <message>
        <source>收费主管</source>
        <translation>Head cashier</translation>
    </message>
    <message>
        <source>护士</source>
        <translation>Nurse</translation>
    </message>
    <message>
        <source>护士长</source>
        <translation>Head nurse</translation>
    </message>
    <message>
        <source>医生</source>
        <translation>Doctor</translation>
    </message>
    <message>
        <source>药师</source>
        <translation>Pharmacist</translation>
    </message>
    <message>
        <source>药房主任</source>
        <translation>Head pharmacist</translation>
    </message>
    <message>
        <source>TMS操作员</source>
        <translation>TMS operator</translation>
    </message>
    <message>
        <source>登录名</source>
        <translation>Log-in</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>工作站</source>
        <translation>Station</translation>
    </message>
    <message>
        <source>病区</source>
        <translation>Ward</translation>
    </message>
    <message>
        <source>全部</source>
        <translation>all</translation>
    </message>
</context>
</TS>
