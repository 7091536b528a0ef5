<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>Armed</name>
    <message>
        <source>处方已修改</source>
        <translation>The prescription was changed</translation>
    </message>
    <message>
        <source>运动阈值或输出已改变</source>
        <translation>Motor threshold or output changed</translation>
    </message>
    <message>
        <source>刚收到补报：这次治疗已在他处给出 {pulses} 个脉冲</source>
        <translation>A late record came in: {pulses} pulses of this session were given elsewhere</translation>
    </message>
</context>
<context>
    <name>CentrePanel</name>
    <message>
        <source>扫腕带或输入住院号，回车</source>
        <translation>Scan wristband or type number</translation>
    </message>
    <message>
        <source>剩余时间</source>
        <translation>Time left</translation>
    </message>
    <message>
        <source>串</source>
        <translation>Trains</translation>
    </message>
    <message>
        <source>脉冲</source>
        <translation>Pulses</translation>
    </message>
    <message>
        <source>输出</source>
        <translation>Output</translation>
    </message>
    <message>
        <source>脉冲串</source>
        <translation>Pulse trains</translation>
    </message>
    <message>
        <source>第 {number} 次，疗程 {course}</source>
        <translation>Session {number}, course {course}</translation>
    </message>
    <message>
        <source>   此前的尝试已给 {pulses} 个脉冲</source>
        <translation>   earlier attempts gave {pulses} pulses</translation>
    </message>
    <message>
        <source>已完成 {done} 串，剩余 {left} 串</source>
        <translation>{done} trains done, {left} left</translation>
    </message>
    <message>
        <source>共 {count} 串，每串 {pulses} 个脉冲</source>
        <translation>{count} trains of {pulses} pulses</translation>
    </message>
    <message>
        <source>急停未确认</source>
        <translation>Stop not confirmed</translation>
    </message>
    <message>
        <source>已急停</source>
        <translation>Emergency stop</translation>
    </message>
    <message>
        <source>待命</source>
        <translation>Standing by</translation>
    </message>
    <message>
        <source>新到</source>
        <translation>New</translation>
    </message>
    <message>
        <source>核对患者</source>
        <translation>Check patient</translation>
    </message>
    <message>
        <source>安全核对</source>
        <translation>Check safety</translation>
    </message>
    <message>
        <source>已就绪</source>
        <translation>Armed</translation>
    </message>
    <message>
        <source>正在开始</source>
        <translation>Starting</translation>
    </message>
    <message>
        <source>治疗中</source>
        <translation>Running</translation>
    </message>
    <message>
        <source>已暂停</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>状态不明</source>
        <translation>State unknown</translation>
    </message>
    <message>
        <source>他处执行中</source>
        <translation>Running elsewhere</translation>
    </message>
    <message>
        <source>在左侧选择处方；新处方到达时有声音提示，按 F5 接收</source>
        <translation>Choose a session at the left. New ones arrive with a sound: F5 takes them</translation>
    </message>
    <message>
        <source>新处方已到达，按 F5 接收</source>
        <translation>A new session has arrived: F5 takes it</translation>
    </message>
    <message>
        <source>请患者说出姓名，与上方横幅核对；扫腕带或输入号码后回车，或按 F5 确认</source>
        <translation>Have the patient say their name and compare it with the banner; scan the wristband or type the number and press Enter, or confirm with F5</translation>
    </message>
    <message>
        <source>正由 {console} 执行。该控制台无应答时，可按 F8 结束这条记录</source>
        <translation>{console} is running it. If that console does not answer, F8 ends this record</translation>
    </message>
    <message>
        <source>外来处方，需先核对禁忌：按 F5 逐项询问</source>
        <translation>From another system: ask the contraindications first (F5)</translation>
    </message>
    <message>
        <source>右侧各项核对完毕后按 F5，刺激器充电就绪</source>
        <translation>When every check at the right is done, F5 charges the stimulator</translation>
    </message>
    <message>
        <source>刺激器已充电，可以开始。空格或 Esc 立即急停</source>
        <translation>The stimulator is charged. Space or Esc stops at once</translation>
    </message>
    <message>
        <source>正在写入治疗日志，并等待服务器确认由本机执行…</source>
        <translation>Writing the treatment log, then waiting for the server to confirm that this console runs it…</translation>
    </message>
    <message>
        <source>正在治疗，请勿离开患者。空格或 Esc 立即急停</source>
        <translation>Treatment is running, stay with the patient. Space or Esc stops at once</translation>
    </message>
    <message>
        <source>已暂停：F6 继续，F7 停止并填写原因</source>
        <translation>Paused: F6 goes on, F7 stops for good and asks why</translation>
    </message>
    <message>
        <source>刺激器没有确认，可能已充电：请查看机器，拔掉电源，移开线圈，再按 {key} 确认。空格或 Esc 再次急停</source>
        <translation>The stimulator did not confirm and may be charged: look at it, pull its plug, take the coil away, then confirm with {key}. Space or Esc stops once more</translation>
    </message>
    <message>
        <source>刺激器未确认停止，请立即拔掉电源，移开线圈，再按 {key} 确认！</source>
        <translation>The stimulator did not confirm the stop. Pull its plug now, take the coil away, then confirm with {key}!</translation>
    </message>
    <message>
        <source>治疗完成，按 F9 打印治疗记录</source>
        <translation>Completed. F9 prints the record</translation>
    </message>
    <message>
        <source>补报的治疗记录，未完成：{reason}</source>
        <translation>Record filed late, not completed: {reason}</translation>
    </message>
    <message>
        <source>未完成：{reason}。可按 F8 重新安排一次</source>
        <translation>Not completed: {reason}. F8 arranges it once more</translation>
    </message>
</context>
<context>
    <name>Check</name>
    <message>
        <source>已取下金属物、助听器、手机</source>
        <translation>Metal, hearing aid, phone put off</translation>
    </message>
    <message>
        <source>患者与操作者已佩戴耳塞</source>
        <translation>Both wear ear plugs</translation>
    </message>
    <message>
        <source>今日无发作、饮酒、熬夜、换药</source>
        <translation>No seizure, alcohol, poor sleep</translation>
    </message>
    <message>
        <source>线圈部位与强度已核对</source>
        <translation>Coil site and output checked</translation>
    </message>
</context>
<context>
    <name>CheckPanel</name>
    <message>
        <source>参数不完整</source>
        <translation>Parameters incomplete</translation>
    </message>
    <message>
        <source>{trains} 串 × {each} = {pulses} 脉冲，{time}</source>
        <translation>{trains} trains × {each} = {pulses} pulses, {time}</translation>
    </message>
    <message>
        <source>机器输出 {output}%</source>
        <translation>Machine output {output}%</translation>
    </message>
    <message>
        <source>机器输出：阈值未测定</source>
        <translation>Machine output: threshold not measured</translation>
    </message>
    <message>
        <source>在安全限值之内</source>
        <translation>Within the safety limits</translation>
    </message>
</context>
<context>
    <name>ChecklistForm</name>
    <message>
        <source>否</source>
        <translation>No</translation>
    </message>
    <message>
        <source>是</source>
        <translation>Yes</translation>
    </message>
</context>
<context>
    <name>ChecksCard</name>
    <message>
        <source>治疗前核对</source>
        <translation>Before the session</translation>
    </message>
</context>
<context>
    <name>ConsolePage</name>
    <message>
        <source>治疗</source>
        <translation>Treat</translation>
    </message>
    <message>
        <source>接收/确认</source>
        <translation>Take/confirm</translation>
    </message>
    <message>
        <source>开始/继续</source>
        <translation>Start/go on</translation>
    </message>
    <message>
        <source>暂停/停止</source>
        <translation>Pause/stop</translation>
    </message>
    <message>
        <source>取消/重试</source>
        <translation>Cancel/retry</translation>
    </message>
    <message>
        <source>记录单</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>测阈值</source>
        <translation>Threshold</translation>
    </message>
    <message>
        <source>没有待执行的处方
医生开出并创建执行后会显示在这里</source>
        <translation>Nothing to be run
Sessions appear here when they are arranged</translation>
    </message>
    <message>
        <source>急停
空格 / Esc</source>
        <translation>STOP
Space / Esc</translation>
    </message>
    <message>
        <source>待执行</source>
        <translation>To do</translation>
    </message>
    <message>
        <source>空格 / Esc 急停   {key} 电源已拔，线圈已移开</source>
        <translation>Space / Esc emergency stop   {key} plug is out, coil is away</translation>
    </message>
    <message>
        <source>空格 / Esc 急停   F6 开始或继续   F7 暂停或停止</source>
        <translation>Space / Esc emergency stop   F6 start or go on   F7 pause or stop</translation>
    </message>
    <message>
        <source>需先核对禁忌</source>
        <translation>Contraindications to be asked first</translation>
    </message>
    <message>
        <source>F5 接收/确认   ↑↓ 选择   空格 勾选   Alt+1…4 换页</source>
        <translation>F5 take/confirm   ↑↓ choose   Space tick   Alt+1…4 pages</translation>
    </message>
    <message>
        <source>治疗未结束，请先停止</source>
        <translation>Treatment is not over: stop it first</translation>
    </message>
    <message>
        <source>新处方：{who}  {part}</source>
        <translation>New session: {who}  {part}</translation>
    </message>
    <message>
        <source>● {count} 份新处方，F5 接收</source>
        <translation>● {count} new, F5 takes</translation>
    </message>
    <message>
        <source>刺激器就绪或暂停后才能开始或继续</source>
        <translation>Possible once the stimulator is armed or paused</translation>
    </message>
    <message>
        <source>没有正在进行的治疗</source>
        <translation>No treatment is running</translation>
    </message>
    <message>
        <source>请先选择处方</source>
        <translation>Choose a session first</translation>
    </message>
    <message>
        <source>治疗未结束</source>
        <translation>Treatment is not over</translation>
    </message>
    <message>
        <source>刺激器未充电</source>
        <translation>The stimulator is not charged</translation>
    </message>
    <message>
        <source>接收</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>身份无误</source>
        <translation>Right patient</translation>
    </message>
    <message>
        <source>充电就绪</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>核对禁忌</source>
        <translation>Ask contraindications</translation>
    </message>
    <message>
        <source>开始治疗</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>继续</source>
        <translation>Go on</translation>
    </message>
    <message>
        <source>打印治疗记录</source>
        <translation>Print record</translation>
    </message>
    <message>
        <source>处方指定设备 {wanted}，本机为 {own}</source>
        <translation>Prescribed for device {wanted}; this is {own}</translation>
    </message>
    <message>
        <source>号码与该患者不符</source>
        <translation>Not this patient&apos;s number</translation>
    </message>
    <message>
        <source>据记录，{patient} 的这次治疗正由 {console} 执行。
这里只结束记录，不会停止那台机器：请先到现场确认机器已停。该控制台仍有应答时，服务器不会接受。</source>
        <translation>The records say that {console} is running this session of {patient}.
This ends it in the records only and does not stop that machine: go there first and see that it stands. While that console answers, the server refuses.</translation>
    </message>
    <message>
        <source>结束他处治疗记录的原因</source>
        <translation>Why the session elsewhere is ended</translation>
    </message>
    <message>
        <source>结束记录</source>
        <translation>End record</translation>
    </message>
    <message>
        <source>已急停，刺激器已停止</source>
        <translation>Emergency stop: the stimulator stands</translation>
    </message>
    <message>
        <source>治疗完成</source>
        <translation>Treatment completed</translation>
    </message>
    <message>
        <source>治疗未完成：{reason}</source>
        <translation>Treatment not completed: {reason}</translation>
    </message>
    <message>
        <source>服务器拒收治疗日志（{words}），已保留在本机：{path}</source>
        <translation>The server refused a session log ({words}); it is kept here: {path}</translation>
    </message>
    <message>
        <source>服务器暂未收下治疗日志（{words}），日志留在本机，会再次补传</source>
        <translation>The server does not take the treatment log now ({words}); it stays on this station and is sent again</translation>
    </message>
    <message>
        <source>禁忌已核对</source>
        <translation>Contraindications asked</translation>
    </message>
    <message>
        <source>该患者此前的尝试已接受 {pulses} 个脉冲，本次将从头给出全部 {planned} 个。仍要充电就绪吗？</source>
        <translation>Earlier attempts gave this patient {pulses} pulses already; this one gives all {planned} from the start. Charge all the same?</translation>
    </message>
    <message>
        <source>停止治疗的原因</source>
        <translation>Why it was stopped</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>重新安排这一次治疗？患者和处方不变，作为新的一次执行。</source>
        <translation>Arrange this session once more? Same patient, same prescription, a new attempt.</translation>
    </message>
    <message>
        <source>该患者这一次已接受 {pulses} 个脉冲。</source>
        <translation>This patient has had {pulses} pulses of this session.</translation>
    </message>
    <message>
        <source>取消这次治疗的原因</source>
        <translation>Why the session is cancelled</translation>
    </message>
    <message>
        <source>取消治疗</source>
        <translation>Cancel session</translation>
    </message>
</context>
<context>
    <name>ConsolePresenter</name>
    <message>
        <source>治疗未结束，不能换到另一位患者</source>
        <translation>Treatment is not over: no other patient can be opened</translation>
    </message>
    <message>
        <source>刺激器状态不明，请先急停或拔掉电源</source>
        <translation>The stimulator&apos;s state is unknown: stop it or pull its plug first</translation>
    </message>
    <message>
        <source>没有需要接收或确认的</source>
        <translation>Nothing to take or confirm</translation>
    </message>
    <message>
        <source>TMS控制台 {console}</source>
        <translation>TMS console {console}</translation>
    </message>
    <message>
        <source>只能取消未开始或由他处执行的处方，或重试未完成的处方</source>
        <translation>Only what has not begun or runs elsewhere can be cancelled, only what failed can be tried again</translation>
    </message>
    <message>
        <source>治疗结束后可打印治疗记录</source>
        <translation>The record is printed when the session is over</translation>
    </message>
    <message>
        <source>治疗日志尚未上传，恢复连接后自动补传</source>
        <translation>The session&apos;s log has not been sent yet; it goes out when the server is back</translation>
    </message>
</context>
<context>
    <name>DevicesPage</name>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>设为本机</source>
        <translation>Use here</translation>
    </message>
    <message>
        <source>登记设备</source>
        <translation>Register device</translation>
    </message>
    <message>
        <source>还没有登记设备，按 Ctrl+N 登记</source>
        <translation>No device yet; Ctrl+N registers one</translation>
    </message>
    <message>
        <source>序列号</source>
        <translation>Serial number</translation>
    </message>
    <message>
        <source>控制台</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>线圈</source>
        <translation>Coil</translation>
    </message>
    <message>
        <source>最近心跳</source>
        <translation>Last heartbeat</translation>
    </message>
    <message>
        <source>本机</source>
        <translation>here</translation>
    </message>
    <message>
        <source>从未</source>
        <translation>never</translation>
    </message>
    <message>
        <source>{seconds} 秒前</source>
        <translation>{seconds} s ago</translation>
    </message>
    <message>
        <source>{minutes} 分钟前</source>
        <translation>{minutes} min ago</translation>
    </message>
    <message>
        <source>↑↓ 选择   F5 或 Enter 设为本机   Ctrl+F 查找</source>
        <translation>↑↓ choose   F5 or Enter use here   Ctrl+F find</translation>
    </message>
    <message>
        <source>本机控制台：{console}，刺激器：{machine}</source>
        <translation>This console: {console}, stimulator: {machine}</translation>
    </message>
    <message>
        <source>请先选中一台设备</source>
        <translation>Choose a device first</translation>
    </message>
    <message>
        <source>已是本机设备</source>
        <translation>It is this console&apos;s already</translation>
    </message>
    <message>
        <source>本机设备：{sn}</source>
        <translation>This console&apos;s device: {sn}</translation>
    </message>
    <message>
        <source>{text}。注意：它正由 {console} 使用</source>
        <translation>{text}. Mind: {console} is using it</translation>
    </message>
    <message>
        <source>登记</source>
        <translation>Register</translation>
    </message>
    <message>
        <source>已登记 {sn}</source>
        <translation>{sn} registered</translation>
    </message>
</context>
<context>
    <name>HeadSketch</name>
    <message>
        <source>左</source>
        <translation>L</translation>
    </message>
    <message>
        <source>右</source>
        <translation>R</translation>
    </message>
</context>
<context>
    <name>MachineCard</name>
    <message>
        <source>故障复位</source>
        <translation>Reset fault</translation>
    </message>
    <message>
        <source>刺激器</source>
        <translation>Stimulator</translation>
    </message>
    <message>
        <source>线圈 {celsius}</source>
        <translation>Coil {celsius}</translation>
    </message>
    <message>
        <source>● 实时推送已连接</source>
        <translation>● Live feed connected</translation>
    </message>
    <message>
        <source>○ 无实时推送，按变更通知更新</source>
        <translation>○ No live feed; following changes</translation>
    </message>
    <message>
        <source>未选择本机设备</source>
        <translation>No device chosen</translation>
    </message>
    <message>
        <source>尚无心跳</source>
        <translation>No heartbeat yet</translation>
    </message>
    <message>
        <source>心跳 {seconds} 秒前</source>
        <translation>Heartbeat {seconds} s ago</translation>
    </message>
</context>
<context>
    <name>PatientsPage</name>
    <message>
        <source>病人</source>
        <translation>Patients</translation>
    </message>
    <message>
        <source>记录单</source>
        <translation>Record</translation>
    </message>
    <message>
        <source>登记外来患者</source>
        <translation>Register</translation>
    </message>
    <message>
        <source>关联住院号</source>
        <translation>Link number</translation>
    </message>
    <message>
        <source>F3 姓名、住院号、编号</source>
        <translation>F3 name, patient number, code</translation>
    </message>
    <message>
        <source>输入姓名、住院号或编号查找</source>
        <translation>Type a name, patient number or code</translation>
    </message>
    <message>
        <source>患者</source>
        <translation>Patients</translation>
    </message>
    <message>
        <source>没有处方</source>
        <translation>No prescription</translation>
    </message>
    <message>
        <source>疗程</source>
        <translation>Courses</translation>
    </message>
    <message>
        <source>没有治疗记录</source>
        <translation>No session</translation>
    </message>
    <message>
        <source>治疗记录</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>选中一次治疗查看经过</source>
        <translation>Choose a session to see its course</translation>
    </message>
    <message>
        <source>经过</source>
        <translation>What happened</translation>
    </message>
    <message>
        <source>治疗</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>开立</source>
        <translation>Written</translation>
    </message>
    <message>
        <source>处方</source>
        <translation>Prescription</translation>
    </message>
    <message>
        <source>参数</source>
        <translation>Parameters</translation>
    </message>
    <message>
        <source>开立人</source>
        <translation>By</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>第几次</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>脉冲</source>
        <translation>Pulses</translation>
    </message>
    <message>
        <source>控制台</source>
        <translation>Console</translation>
    </message>
    <message>
        <source>说明</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>改为</source>
        <translation>State</translation>
    </message>
    <message>
        <source>操作者</source>
        <translation>By</translation>
    </message>
    <message>
        <source>系统</source>
        <translation>System</translation>
    </message>
    <message>
        <source>补传</source>
        <translation>filed late</translation>
    </message>
    <message>
        <source>F3 找病人   ↑↓ 选择   Enter 或 F9 记录单   Tab 换列表   Ctrl+F 查找</source>
        <translation>F3 find patient   ↑↓ choose   Enter or F9 record   Tab next list   Ctrl+F find</translation>
    </message>
    <message>
        <source>请选中一次已结束的治疗</source>
        <translation>Choose a session that is over</translation>
    </message>
    <message>
        <source>只能为没有住院号的患者关联</source>
        <translation>Only for a patient without a patient number</translation>
    </message>
</context>
<context>
    <name>PlugNotice</name>
    <message>
        <source>刺激器未确认急停</source>
        <translation>Emergency stop not confirmed</translation>
    </message>
    <message>
        <source>刺激器可能仍在充电或放电。请立即查看机器，拔掉电源，并移开线圈！</source>
        <translation>The stimulator may still be charged or giving pulses. Look at the machine now, pull its plug and take the coil away!</translation>
    </message>
    <message>
        <source>拔掉电源并移开线圈之后请在此确认，控制台才能用于其他工作。</source>
        <translation>Confirm here once the plug is out and the coil is away; until then the console can be used for nothing else.</translation>
    </message>
</context>
<context>
    <name>PrescriptionEditor</name>
    <message>
        <source>强度 %阈值</source>
        <translation>% of threshold</translation>
    </message>
    <message>
        <source>频率 Hz</source>
        <translation>Frequency Hz</translation>
    </message>
    <message>
        <source>串长 s</source>
        <translation>Train s</translation>
    </message>
    <message>
        <source>串间隔 s</source>
        <translation>Pause s</translation>
    </message>
    <message>
        <source>串数</source>
        <translation>Trains</translation>
    </message>
    <message>
        <source>周期数</source>
        <translation>Periods</translation>
    </message>
    <message>
        <source>丛状模式</source>
        <translation>Pattern</translation>
    </message>
    <message>
        <source>丛内脉冲</source>
        <translation>Pulses/burst</translation>
    </message>
    <message>
        <source>丛频率 Hz</source>
        <translation>Bursts Hz</translation>
    </message>
    <message>
        <source>每串丛数</source>
        <translation>Bursts/train</translation>
    </message>
    <message>
        <source>疗程次数</source>
        <translation>Sessions</translation>
    </message>
    <message>
        <source>标准处方</source>
        <translation>Standard</translation>
    </message>
    <message>
        <source>核算与安全</source>
        <translation>Totals and safety</translation>
    </message>
    <message>
        <source>禁忌询问（Y 是 / N 否）</source>
        <translation>Contraindications (Y yes / N no)</translation>
    </message>
</context>
<context>
    <name>PrescriptionsPage</name>
    <message>
        <source>处方</source>
        <translation>Rx</translation>
    </message>
    <message>
        <source>新处方</source>
        <translation>New prescription</translation>
    </message>
    <message>
        <source>开立</source>
        <translation>Prescribe</translation>
    </message>
    <message>
        <source>批准</source>
        <translation>Approve</translation>
    </message>
    <message>
        <source>安排一次</source>
        <translation>Arrange</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>测阈值</source>
        <translation>Threshold</translation>
    </message>
    <message>
        <source>没有病区申请</source>
        <translation>No request of a ward</translation>
    </message>
    <message>
        <source>病区申请</source>
        <translation>Requests of the wards</translation>
    </message>
    <message>
        <source>F3 姓名、住院号、编号</source>
        <translation>F3 name, patient number, code</translation>
    </message>
    <message>
        <source>没有申请时在这里找患者</source>
        <translation>Without a request, find the patient here</translation>
    </message>
    <message>
        <source>患者</source>
        <translation>Patients</translation>
    </message>
    <message>
        <source>没有处方，按 Ctrl+N 开立</source>
        <translation>No prescription; Ctrl+N writes one</translation>
    </message>
    <message>
        <source>已有处方</source>
        <translation>Prescriptions</translation>
    </message>
    <message>
        <source>医嘱</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>已开</source>
        <translation>written</translation>
    </message>
    <message>
        <source>待开</source>
        <translation>open</translation>
    </message>
    <message>
        <source>参数</source>
        <translation>Parameters</translation>
    </message>
    <message>
        <source>强度</source>
        <translation>Percent</translation>
    </message>
    <message>
        <source>疗程</source>
        <translation>Course</translation>
    </message>
    <message>
        <source>F2 标准处方   Enter 下一格   Ctrl+S 开立   F3 找病人   Esc 返回</source>
        <translation>F2 standard   Enter next field   Ctrl+S prescribe   F3 find patient   Esc back</translation>
    </message>
    <message>
        <source>请先选择病区申请或患者</source>
        <translation>Choose a request or a patient first</translation>
    </message>
    <message>
        <source>请先按 Ctrl+N 填写新处方</source>
        <translation>Fill in a new prescription first (Ctrl+N)</translation>
    </message>
    <message>
        <source>请稍候</source>
        <translation>One moment</translation>
    </message>
    <message>
        <source>请在“已有处方”中选中一条</source>
        <translation>Choose one under “Prescriptions”</translation>
    </message>
    <message>
        <source>该处方无需批准</source>
        <translation>It needs no approval</translation>
    </message>
    <message>
        <source>须先由第二人批准</source>
        <translation>A second person must approve it first</translation>
    </message>
    <message>
        <source>处方已停用</source>
        <translation>The prescription is stopped</translation>
    </message>
    <message>
        <source>病区申请：{ward} {bed} {name}   {item}   {ordered}</source>
        <translation>Request: {ward} {bed} {name}   {item}   {ordered}</translation>
    </message>
    <message>
        <source>无病区申请，直接开立</source>
        <translation>Without a ward&apos;s request</translation>
    </message>
    <message>
        <source>处方已开立，须由第二人批准后才能安排治疗</source>
        <translation>Stored. A second person must approve it before a session can be arranged</translation>
    </message>
    <message>
        <source>处方已开立，按 F6 安排治疗</source>
        <translation>Stored. F6 arranges a session</translation>
    </message>
    <message>
        <source>处方已批准</source>
        <translation>Approved</translation>
    </message>
    <message>
        <source>{name}：已安排第 {number} 次治疗</source>
        <translation>{name}: session {number} arranged</translation>
    </message>
    <message>
        <source>批准处方的理由</source>
        <translation>Reason for the approval</translation>
    </message>
    <message>
        <source>停用处方的原因</source>
        <translation>Why it is stopped</translation>
    </message>
</context>
<context>
    <name>ReceivedDialog</name>
    <message>
        <source>核对外来处方</source>
        <translation>Received prescription</translation>
    </message>
    <message>
        <source>处方</source>
        <translation>Prescription</translation>
    </message>
    <message>
        <source>禁忌询问（Y 是 / N 否）</source>
        <translation>Contraindications (Y yes / N no)</translation>
    </message>
    <message>
        <source>外来处方，治疗前需先核对禁忌</source>
        <translation>Prescription from another system: ask the contraindications before treatment</translation>
    </message>
    <message>
        <source>{name}   {part}
{parameters}
强度 {percent}% 阈值   疗程 {course}</source>
        <translation>{name}   {part}
{parameters}
Strength {percent}% of threshold   course {course}</translation>
    </message>
    <message>
        <source>有禁忌：核对后须由第二人批准才能治疗</source>
        <translation>Contraindicated: once confirmed, a second person must approve before treatment</translation>
    </message>
    <message>
        <source>F5  重新读取</source>
        <translation>F5  Read again</translation>
    </message>
    <message>
        <source>F5  核对完毕</source>
        <translation>F5  Confirm</translation>
    </message>
</context>
<context>
    <name>SafetyCard</name>
    <message>
        <source>测定阈值 (Ctrl+T)</source>
        <translation>Measure threshold (Ctrl+T)</translation>
    </message>
    <message>
        <source>安全</source>
        <translation>Safety</translation>
    </message>
    <message>
        <source>强度 {percent}% 阈值；阈值未测定</source>
        <translation>{percent}% of threshold; threshold not measured</translation>
    </message>
    <message>
        <source>阈值 {threshold}% × {percent}% = 输出 {output}%</source>
        <translation>Threshold {threshold}% × {percent}% = output {output}%</translation>
    </message>
    <message>
        <source>禁忌 {count} 项均为否</source>
        <translation>{count} contraindications, all no</translation>
    </message>
    <message>
        <source>在安全限值之内</source>
        <translation>Within the safety limits</translation>
    </message>
</context>
<context>
    <name>SessionController</name>
    <message>
        <source>请先接收并核对患者</source>
        <translation>Take the session and check the patient first</translation>
    </message>
    <message>
        <source>{why}，刺激器已解除</source>
        <translation>{why}; the stimulator was discharged</translation>
    </message>
    <message>
        <source>处方执行已被取消或由他处执行</source>
        <translation>The session was cancelled or is run elsewhere</translation>
    </message>
    <message>
        <source>未能充电：{words}。刺激器已确认未充电</source>
        <translation>Not charged: {words}. The stimulator confirms that it is not charged</translation>
    </message>
    <message>
        <source>充电没有得到确认：{words}。刺激器可能已充电，请查看机器</source>
        <translation>Charging not confirmed: {words}. It may be charged: look at the machine</translation>
    </message>
    <message>
        <source>急停未生效：刺激器共给出 {given} 个脉冲，记录为 {kept} 个，请手工补记</source>
        <translation>The emergency stop had no effect: the stimulator gave {given} pulses, the record says {kept}; correct it by hand</translation>
    </message>
    <message>
        <source>刺激器仍有应答，并报告已充电：电源没有断开，请再次查看机器</source>
        <translation>The stimulator still answers that it is charged: its power is not off, look at the machine again</translation>
    </message>
    <message>
        <source>已记录：{user} 确认电源已拔，线圈已移开。刺激器恢复应答前不能治疗</source>
        <translation>Recorded: {user} confirms that the plug is out and the coil is away. No treatment until the stimulator answers again</translation>
    </message>
    <message>
        <source>服务器：{words}。本机治疗仍在进行，请确认后决定是否停止</source>
        <translation>Server: {words}. Treatment goes on here; find out and decide whether to stop</translation>
    </message>
    <message>
        <source>治疗日志写入失败，治疗继续；请手工记录</source>
        <translation>The log cannot be written; treatment goes on. Take notes by hand</translation>
    </message>
    <message>
        <source>服务器没有确认由本机执行</source>
        <translation>The server did not confirm that this console runs it</translation>
    </message>
    <message>
        <source>{why}，治疗没有开始，刺激器已解除</source>
        <translation>{why}; treatment was not started, the stimulator was discharged</translation>
    </message>
</context>
<context>
    <name>StartDialog</name>
    <message>
        <source>服务器无应答</source>
        <translation>No answer from the server</translation>
    </message>
    <message>
        <source>没有服务器确认由本机执行 {patient} 的处方。
离线开始的风险：另一台控制台可能正在或已经执行同一处方，患者会被重复刺激；处方也可能刚被取消或修改。
只有在您确认患者今天未做过该治疗、处方未变时，才离线开始。治疗日志会保存在本机，恢复后补传。</source>
        <translation>No server confirms that this console runs the session of {patient}.
The risk of an offline start: another console may be running it or have run it, and the patient would be stimulated twice; it may just have been cancelled or changed.
Start offline only if you are sure that the patient has not had this session today and the prescription stands. The log is kept here and sent later.</translation>
    </message>
    <message>
        <source>我已确认，离线开始</source>
        <translation>I am sure: start offline</translation>
    </message>
    <message>
        <source>放弃</source>
        <translation>Leave it</translation>
    </message>
    <message>
        <source>服务器没有确认，治疗尚未开始</source>
        <translation>Not confirmed by the server, nothing has started</translation>
    </message>
    <message>
        <source>刺激器已充电：空格或 Esc 急停。（{words}）</source>
        <translation>The stimulator is charged: Space or Esc stops. ({words})</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>TMS治疗室</source>
        <translation>TMS treatment room</translation>
    </message>
</context>
<context>
    <name>StopBars</name>
    <message>
        <source>急停（空格 / Esc）</source>
        <translation>Emergency stop (Space / Esc)</translation>
    </message>
</context>
<context>
    <name>TmsPage</name>
    <message>
        <source>治疗记录单</source>
        <translation>Treatment record</translation>
    </message>
</context>
<context>
    <name>TrainChart</name>
    <message>
        <source>本次治疗</source>
        <translation>Session</translation>
    </message>
    <message>
        <source>本串</source>
        <translation>This train</translation>
    </message>
</context>
<context>
    <name>TreatmentStation</name>
    <message>
        <source>{count} 次治疗因控制台中断而未完成，记录正在补传</source>
        <translation>{count} session(s) ended when the console stopped; their records are being sent</translation>
    </message>
    <message>
        <source>上次治疗因控制台中断而未完成，记录正在补传</source>
        <translation>The last session ended when the console stopped; its record is being sent</translation>
    </message>
    <message>
        <source>请先在“设备”页选择本机设备</source>
        <translation>Choose this console&apos;s device on the page Devices first</translation>
    </message>
</context>
<context>
    <name>Unplugging</name>
    <message>
        <source>电源已拔，线圈已移开</source>
        <translation>Plug is out, coil is away</translation>
    </message>
    <message>
        <source>您已亲眼看到刺激器的电源插头拔下，线圈离开患者？
您的姓名和时间会记入记录。</source>
        <translation>Have you seen the plug out and the coil off the patient?
Your name and the time go on record.</translation>
    </message>
    <message>
        <source>已拔下，已移开</source>
        <translation>It is out, and away</translation>
    </message>
</context>
<context>
    <name>dialogs</name>
    <message>
        <source>原因（记入治疗记录）</source>
        <translation>Reason (goes into the record)</translation>
    </message>
    <message>
        <source>方法、靶肌等（可不填）</source>
        <translation>Method, muscle … (optional)</translation>
    </message>
    <message>
        <source>机器输出 %</source>
        <translation>Machine output %</translation>
    </message>
    <message>
        <source>{patient} 的静息运动阈值</source>
        <translation>Resting motor threshold of {patient}</translation>
    </message>
    <message>
        <source>记录</source>
        <translation>Record</translation>
    </message>
</context>
<context>
    <name>obstacles</name>
    <message>
        <source>处方有 {trains} 串、{pulses} 个脉冲，超出可执行的范围</source>
        <translation>The prescription has {trains} trains and {pulses} pulses: more than can be run</translation>
    </message>
    <message>
        <source>您没有此操作的权限</source>
        <translation>You do not have the right to do this</translation>
    </message>
    <message>
        <source>处方参数不成立，不能生成脉冲串</source>
        <translation>The parameters make no pulse train</translation>
    </message>
    <message>
        <source>请先在“设备”页选择本机设备</source>
        <translation>Choose this console&apos;s device on the page Devices first</translation>
    </message>
    <message>
        <source>刺激器故障：{fault}</source>
        <translation>Stimulator fault: {fault}</translation>
    </message>
    <message>
        <source>请逐项完成治疗前核对</source>
        <translation>Go through the checks one by one</translation>
    </message>
</context>
<context>
    <name>patients</name>
    <message>
        <source>外来编号</source>
        <translation>Outside number</translation>
    </message>
    <message>
        <source>性别</source>
        <translation>Sex</translation>
    </message>
    <message>
        <source>出生日期</source>
        <translation>Date of birth</translation>
    </message>
    <message>
        <source>身份证号</source>
        <translation>Identity number</translation>
    </message>
    <message>
        <source>登记外来患者</source>
        <translation>Register</translation>
    </message>
    <message>
        <source>登记</source>
        <translation>Register</translation>
    </message>
    <message>
        <source>{name} 的住院号</source>
        <translation>Patient number of {name}</translation>
    </message>
    <message>
        <source>关联</source>
        <translation>Link</translation>
    </message>
</context>
<context>
    <name>simulator</name>
    <message>
        <source>模拟刺激器</source>
        <translation>Simulator</translation>
    </message>
    <message>
        <source>线圈过热</source>
        <translation>Coil too hot</translation>
    </message>
    <message>
        <source>线圈未连接</source>
        <translation>Coil not connected</translation>
    </message>
    <message>
        <source>充电电路故障</source>
        <translation>Charger fault</translation>
    </message>
    <message>
        <source>刺激器状态不符</source>
        <translation>The stimulator is in another state</translation>
    </message>
    <message>
        <source>刺激器没有应答</source>
        <translation>The stimulator does not answer</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>新到</source>
        <translation>New</translation>
    </message>
    <message>
        <source>{level}：{text}</source>
        <translation>{level}: {text}</translation>
    </message>
    <message>
        <source>{count} 串</source>
        <translation>{count} trains</translation>
    </message>
    <message>
        <source>{count} 脉冲</source>
        <translation>{count} pulses</translation>
    </message>
    <message>
        <source>{done}/{planned} 次</source>
        <translation>{done}/{planned}</translation>
    </message>
    <message>
        <source>已停用</source>
        <translation>stopped</translation>
    </message>
    <message>
        <source>待批准</source>
        <translation>to approve</translation>
    </message>
    <message>
        <source>已完成</source>
        <translation>completed</translation>
    </message>
    <message>
        <source>进行中</source>
        <translation>going on</translation>
    </message>
    <message>
        <source>需先核对禁忌</source>
        <translation>Contraindications to be asked first</translation>
    </message>
    <message>
        <source>须由第二人批准</source>
        <translation>A second person must approve</translation>
    </message>
    <message>
        <source>已批准：{who}（{why}）</source>
        <translation>Approved: {who} ({why})</translation>
    </message>
    <message>
        <source>无需批准</source>
        <translation>No approval needed</translation>
    </message>
    <message>
        <source>住院号 {number}</source>
        <translation>No. {number}</translation>
    </message>
    <message>
        <source>外来编号 {number}</source>
        <translation>Outside no. {number}</translation>
    </message>
    <message>
        <source>阈值 {percent}%</source>
        <translation>threshold {percent}%</translation>
    </message>
    <message>
        <source>无住院</source>
        <translation>no stay</translation>
    </message>
</context>
</TS>
