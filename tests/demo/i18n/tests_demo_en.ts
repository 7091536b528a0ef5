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
        <source>信号 {code}</source>
        <translation>signal {code}</translation>
    </message>
    <message>
        <source>代码 {code}</source>
        <translation>exit code {code}</translation>
    </message>
    <message>
        <source>{station} 异常退出（{why}）</source>
        <translation>{station} ended unexpectedly ({why})</translation>
    </message>
    <message>
        <source>{running}/{all} 个服务器运行中   {count} 个工作站已打开</source>
        <translation>{running} of {all} servers run   {count} stations open</translation>
    </message>
    <message>
        <source>全部停止</source>
        <translation>Stop everything</translation>
    </message>
    <message>
        <source>复制密码</source>
        <translation>Copy</translation>
    </message>
    <message>
        <source>所有人的密码</source>
        <translation>Everybody&apos;s password</translation>
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
<context>
    <name>ServerList</name>
    <message>
        <source>正在启动</source>
        <translation>starting</translation>
    </message>
    <message>
        <source>运行中</source>
        <translation>running</translation>
    </message>
    <message>
        <source>正在停止</source>
        <translation>stopping</translation>
    </message>
    <message>
        <source>已停止</source>
        <translation>stopped</translation>
    </message>
    <message>
        <source>异常退出</source>
        <translation>died</translation>
    </message>
    <message>
        <source>启动</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>停止</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>不是由本窗口启动的</source>
        <translation>Not started from this window</translation>
    </message>
    <message>
        <source>消息中心</source>
        <translation>Message center</translation>
    </message>
    <message>
        <source>目录</source>
        <translation>Catalogue</translation>
    </message>
    <message>
        <source>出入院收费处</source>
        <translation>Admission desk</translation>
    </message>
    <message>
        <source>病区</source>
        <translation>Wards</translation>
    </message>
    <message>
        <source>药房</source>
        <translation>Pharmacy</translation>
    </message>
    <message>
        <source>TMS治疗室</source>
        <translation>Treatment room</translation>
    </message>
    <message>
        <source>接口网关</source>
        <translation>Gateway</translation>
    </message>
</context>
</TS>
