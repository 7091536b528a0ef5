<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="zh_CN">
<context>
    <name>Bell</name>
    <message>
        <source>通知</source>
        <translation>Notices</translation>
    </message>
    <message>
        <source>没有通知</source>
        <translation>No notices</translation>
    </message>
</context>
<context>
    <name>BugDialog</name>
    <message>
        <source>系统内部错误</source>
        <translation>Internal error</translation>
    </message>
    <message>
        <source>复制编号 (Ctrl+C)</source>
        <translation>Copy number (Ctrl+C)</translation>
    </message>
    <message>
        <source>已复制</source>
        <translation>Copied</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>继续</source>
        <translation>Continue</translation>
    </message>
    <message>
        <source>稍后核对</source>
        <translation>Check later</translation>
    </message>
</context>
<context>
    <name>DataSetModel</name>
    <message>
        <source>此行已被他人删除</source>
        <translation>Somebody else deleted this row</translation>
    </message>
    <message>
        <source>此行已被他人修改；对方的值：{value}</source>
        <translation>Somebody else changed this row; their value: {value}</translation>
    </message>
</context>
<context>
    <name>DemoFrame</name>
    <message>
        <source>演示</source>
        <translation>DEMO</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>没有找到</source>
        <translation>Nothing found</translation>
    </message>
</context>
<context>
    <name>Form</name>
    <message>
        <source>请填写“{label}”</source>
        <translation>Fill in “{label}”</translation>
    </message>
    <message>
        <source>“{label}”不正确</source>
        <translation>“{label}” is not valid</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
</context>
<context>
    <name>Glossary</name>
    <message>
        <source>住院号</source>
        <translation>Patient no.</translation>
    </message>
    <message>
        <source>入院时间</source>
        <translation>Admitted</translation>
    </message>
    <message>
        <source>全部病区</source>
        <translation>All wards</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>剂量</source>
        <translation>Dose</translation>
    </message>
    <message>
        <source>医嘱内容</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>医生</source>
        <translation>Doctor</translation>
    </message>
    <message>
        <source>单价</source>
        <translation>Price</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>卡号</source>
        <translation>Card number</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>号码</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>已结算</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>床位</source>
        <translation>Bed</translation>
    </message>
    <message>
        <source>床号</source>
        <translation>Bed</translation>
    </message>
    <message>
        <source>库存</source>
        <translation>Stock</translation>
    </message>
    <message>
        <source>找病人</source>
        <translation>Find patient</translation>
    </message>
    <message>
        <source>数量</source>
        <translation>Qty</translation>
    </message>
    <message>
        <source>新</source>
        <translation>new</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>次</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>用法</source>
        <translation>Route</translation>
    </message>
    <message>
        <source>病区</source>
        <translation>Ward</translation>
    </message>
    <message>
        <source>离线</source>
        <translation>Offline</translation>
    </message>
    <message>
        <source>类别</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>类型</source>
        <translation>Type</translation>
    </message>
    <message>
        <source>组</source>
        <translation>Group</translation>
    </message>
    <message>
        <source>结余</source>
        <translation>Balance</translation>
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
        <source>账户</source>
        <translation>Account</translation>
    </message>
    <message>
        <source>账户结余</source>
        <translation>Balance</translation>
    </message>
    <message>
        <source>费用日期</source>
        <translation>Service date</translation>
    </message>
    <message>
        <source>费用清单</source>
        <translation>Charge list</translation>
    </message>
    <message>
        <source>部位</source>
        <translation>Site</translation>
    </message>
    <message>
        <source>重试</source>
        <translation>Retry</translation>
    </message>
    <message>
        <source>金额</source>
        <translation>Amount</translation>
    </message>
    <message>
        <source>银行</source>
        <translation>Bank</translation>
    </message>
    <message>
        <source>项目</source>
        <translation>Item</translation>
    </message>
    <message>
        <source>频次</source>
        <translation>Freq.</translation>
    </message>
</context>
<context>
    <name>Keys</name>
    <message>
        <source>更多按键</source>
        <translation>More keys</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>全部按键</source>
        <translation>All keys</translation>
    </message>
    <message>
        <source>各页相同</source>
        <translation>On every page</translation>
    </message>
    <message>
        <source>在单元格中检索</source>
        <translation>Look up in a cell</translation>
    </message>
    <message>
        <source>换同事操作，再按交还</source>
        <translation>Lend to a colleague; again: take back</translation>
    </message>
    <message>
        <source>锁定</source>
        <translation>Lock</translation>
    </message>
    <message>
        <source>密码、语言、注销</source>
        <translation>Password, language, log out</translation>
    </message>
    <message>
        <source>换页</source>
        <translation>Change page</translation>
    </message>
    <message>
        <source>下一格</source>
        <translation>Next field</translation>
    </message>
    <message>
        <source>上一格</source>
        <translation>Previous field</translation>
    </message>
    <message>
        <source>清空单元格</source>
        <translation>Clear the cell</translation>
    </message>
    <message>
        <source>删除表中的行</source>
        <translation>Delete the row</translation>
    </message>
    <message>
        <source>撤销表中的输入</source>
        <translation>Undo in the grid</translation>
    </message>
    <message>
        <source>在表中查找</source>
        <translation>Find in the grid</translation>
    </message>
    <message>
        <source>复制选中的行</source>
        <translation>Copy the selected rows</translation>
    </message>
    <message>
        <source>打印表格</source>
        <translation>Print the grid</translation>
    </message>
    <message>
        <source>导出表格</source>
        <translation>Export the grid</translation>
    </message>
    <message>
        <source>返回</source>
        <translation>Back</translation>
    </message>
</context>
<context>
    <name>ListPage</name>
    <message>
        <source>{count} 条</source>
        <translation>{count} rows</translation>
    </message>
    <message>
        <source>↑↓ 选择   Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出   Esc 返回</source>
        <translation>↑↓ choose   Ctrl+F find   Ctrl+C copy   Ctrl+P print   Ctrl+E export   Esc back</translation>
    </message>
    <message>
        <source>正在读取…</source>
        <translation>Reading…</translation>
    </message>
</context>
<context>
    <name>LockDialog</name>
    <message>
        <source>已锁定，请输入密码</source>
        <translation>Locked: type your password</translation>
    </message>
    <message>
        <source>注销</source>
        <translation>Log out</translation>
    </message>
</context>
<context>
    <name>LoginDialog</name>
    <message>
        <source>用户名</source>
        <translation>User name</translation>
    </message>
    <message>
        <source>密码</source>
        <translation>Password</translation>
    </message>
    <message>
        <source>登录</source>
        <translation>Log in</translation>
    </message>
    <message>
        <source>退出</source>
        <translation>Quit</translation>
    </message>
    <message>
        <source>大写锁定已打开</source>
        <translation>Caps Lock is on</translation>
    </message>
    <message>
        <source>正在连接服务器…</source>
        <translation>Connecting to the server…</translation>
    </message>
    <message>
        <source>请输入用户名和密码</source>
        <translation>Enter user name and password</translation>
    </message>
</context>
<context>
    <name>LookupEdit</name>
    <message>
        <source>F2 检索</source>
        <translation>F2 look up</translation>
    </message>
</context>
<context>
    <name>LookupIndex</name>
    <message>
        <source>缺药</source>
        <translation>short</translation>
    </message>
</context>
<context>
    <name>LookupPopup</name>
    <message>
        <source>编码 / 名称 / 拼音首字母</source>
        <translation>Code / name / pinyin initials</translation>
    </message>
    <message>
        <source>没有找到</source>
        <translation>Nothing found</translation>
    </message>
</context>
<context>
    <name>MainShell</name>
    <message>
        <source>本科室数据库由旧备份恢复，核对之前不能执行、发药或结算</source>
        <translation>This department&apos;s database is a restored backup: nothing is run, dispensed or settled until it was looked through</translation>
    </message>
    <message>
        <source>消息中心不可达，{count} 条待发；本科室照常工作</source>
        <translation>Message center unreachable, {count} waiting to be sent; this department works on</translation>
    </message>
    <message>
        <source>目录自 {time} 起未更新，价格和项目可能已变</source>
        <translation>Catalogue not updated since {time}; prices and items may have changed</translation>
    </message>
    <message>
        <source>{count} 条消息未能处理，请处理</source>
        <translation>{count} messages could not be processed; please see to them</translation>
    </message>
    <message>
        <source>登录已过期，请重新登录</source>
        <translation>Your session has ended: log in again</translation>
    </message>
    <message>
        <source>未发送 {count} 项</source>
        <translation>{count} changes not sent</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Enter 下一格   F2 检索   Ctrl+F 查找   Esc 返回</source>
        <translation>Enter next   F2 look up   Ctrl+F find   Esc back</translation>
    </message>
    <message>
        <source>写不进 {file}，请换一个位置</source>
        <translation>{file} could not be written; choose another place</translation>
    </message>
    <message>
        <source>{count} 行已存入 {file}</source>
        <translation>{count} rows saved in {file}</translation>
    </message>
</context>
<context>
    <name>ParkedPage</name>
    <message>
        <source>未处理消息</source>
        <translation>Unprocessed messages</translation>
    </message>
    <message>
        <source>没有未处理的消息</source>
        <translation>No unprocessed messages</translation>
    </message>
    <message>
        <source>重试</source>
        <translation>Try again</translation>
    </message>
    <message>
        <source>发生时间</source>
        <translation>Happened</translation>
    </message>
    <message>
        <source>来源</source>
        <translation>From</translation>
    </message>
    <message>
        <source>消息</source>
        <translation>Message</translation>
    </message>
    <message>
        <source>对象</source>
        <translation>About</translation>
    </message>
    <message>
        <source>已试次数</source>
        <translation>Tries</translation>
    </message>
    <message>
        <source>搁置时间</source>
        <translation>Parked</translation>
    </message>
    <message>
        <source>↑↓ 选择   F5 或 Enter 重试   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出</source>
        <translation>↑↓ choose   F5 or Enter try again   Ctrl+C copy   Ctrl+P print   Ctrl+E export</translation>
    </message>
    <message>
        <source>仍未能处理，原因见列表</source>
        <translation>Still not processed; see the reason in the list</translation>
    </message>
    <message>
        <source>已处理</source>
        <translation>Processed</translation>
    </message>
    <message>
        <source>等待同一对象较早的消息</source>
        <translation>Waits for an earlier message about the same</translation>
    </message>
</context>
<context>
    <name>PatientBanner</name>
    <message>
        <source>过敏：{what}</source>
        <translation>Allergy: {what}</translation>
    </message>
    <message>
        <source>无</source>
        <translation>none</translation>
    </message>
    <message>
        <source>不详</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>账户正常</source>
        <translation>Account fine</translation>
    </message>
    <message>
        <source>余额不足</source>
        <translation>Balance low</translation>
    </message>
    <message>
        <source>欠费</source>
        <translation>In arrears</translation>
    </message>
    <message>
        <source>截至 {time}</source>
        <translation>as of {time}</translation>
    </message>
</context>
<context>
    <name>PeriodChooser</name>
    <message>
        <source>至</source>
        <translation>to</translation>
    </message>
</context>
<context>
    <name>PreviewDialog</name>
    <message>
        <source>打印 (Ctrl+P)</source>
        <translation>Print (Ctrl+P)</translation>
    </message>
    <message>
        <source>另存为 PDF…</source>
        <translation>Save as PDF…</translation>
    </message>
    <message>
        <source>没有安装打印机</source>
        <translation>No printer installed</translation>
    </message>
    <message>
        <source>共 {count} 页</source>
        <translation>{count} pages</translation>
    </message>
    <message>
        <source>打印机</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>另存为 PDF</source>
        <translation>Save as PDF</translation>
    </message>
    <message>
        <source>不能写入此位置，请换一个</source>
        <translation>Cannot write there; choose another place</translation>
    </message>
    <message>
        <source>已保存</source>
        <translation>Saved</translation>
    </message>
</context>
<context>
    <name>ProgressDialog</name>
    <message>
        <source>正在取消，当前一项会做完…</source>
        <translation>Cancelling; the present item will be finished…</translation>
    </message>
</context>
<context>
    <name>QuestionDialog</name>
    <message>
        <source>请确认</source>
        <translation>Please confirm</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
</context>
<context>
    <name>Seat</name>
    <message>
        <source>修改密码…</source>
        <translation>Change password…</translation>
    </message>
    <message>
        <source>注销</source>
        <translation>Log out</translation>
    </message>
    <message>
        <source>同事登录，办完按 F10 交还</source>
        <translation>A colleague logs in; F10 gives it back</translation>
    </message>
    <message>
        <source>{name} 的岗位不同，请注销后另行登录</source>
        <translation>{name} has another job: log out first, then log in as {name}</translation>
    </message>
    <message>
        <source>交还 {name} (F10)</source>
        <translation>Give back to {name} (F10)</translation>
    </message>
    <message>
        <source>换同事操作 (F10)</source>
        <translation>Lend to a colleague (F10)</translation>
    </message>
    <message>
        <source>锁定 (F11)</source>
        <translation>Lock (F11)</translation>
    </message>
    <message>
        <source>全部按键 (F1)</source>
        <translation>All keys (F1)</translation>
    </message>
    <message>
        <source>已锁定：{name}</source>
        <translation>Locked: {name}</translation>
    </message>
    <message>
        <source>{guest} 正在操作 {owner} 的工作站，按 F10 交还</source>
        <translation>{guest} is working at the station of {owner}; F10 gives it back</translation>
    </message>
    <message>
        <source>原密码</source>
        <translation>Present password</translation>
    </message>
    <message>
        <source>新密码（至少 8 位）</source>
        <translation>New password (8 characters or more)</translation>
    </message>
    <message>
        <source>再输一次新密码</source>
        <translation>New password once more</translation>
    </message>
    <message>
        <source>修改密码</source>
        <translation>Change password</translation>
    </message>
    <message>
        <source>两次输入的新密码不同</source>
        <translation>The new password was not typed the same twice</translation>
    </message>
    <message>
        <source>密码已修改</source>
        <translation>Password changed</translation>
    </message>
    <message>
        <source>服务器没有应答：密码可能已经修改，下次登录请先试新密码</source>
        <translation>The server did not answer: the password may be changed. Try the new one first when you log in next</translation>
    </message>
    <message>
        <source>换语言需要重新登录。现在注销？</source>
        <translation>Another language needs a new log-in. Log out now?</translation>
    </message>
    <message>
        <source>还有 {count} 项没有保存。医嘱草稿留在本机，其他输入会丢失。</source>
        <translation>{count} entries are not saved. Drafts of orders stay on this machine; what else was typed is lost.</translation>
    </message>
    <message>
        <source>仍然注销</source>
        <translation>Log out all the same</translation>
    </message>
    <message>
        <source>上一操作尚未完成，请稍候</source>
        <translation>The last operation is still running; wait a moment</translation>
    </message>
    <message>
        <source>离线时核对不了密码，请等连接恢复</source>
        <translation>No password can be checked offline; wait for the connection</translation>
    </message>
</context>
<context>
    <name>StaffPage</name>
    <message>
        <source>人员账号</source>
        <translation>Accounts</translation>
    </message>
    <message>
        <source>没有账号</source>
        <translation>No accounts</translation>
    </message>
    <message>
        <source>开户</source>
        <translation>Open an account</translation>
    </message>
    <message>
        <source>修改</source>
        <translation>Change</translation>
    </message>
    <message>
        <source>停用 / 启用</source>
        <translation>Close / reopen</translation>
    </message>
    <message>
        <source>新密码</source>
        <translation>New password</translation>
    </message>
    <message>
        <source>登录名</source>
        <translation>Log-in name</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Role</translation>
    </message>
    <message>
        <source>电子邮箱</source>
        <translation>E-mail</translation>
    </message>
    <message>
        <source>手机</source>
        <translation>Mobile</translation>
    </message>
    <message>
        <source>启用</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>Ctrl+N 开户   F6 或 Enter 修改   F7 停用 / 启用   F9 新密码   Ctrl+F 查找</source>
        <translation>Ctrl+N open   F6 or Enter change   F7 close / reopen   F9 new password   Ctrl+F find</translation>
    </message>
    <message>
        <source>请先选择账号</source>
        <translation>Choose an account first</translation>
    </message>
    <message>
        <source>病区代码，空格隔开；全部病区写 all</source>
        <translation>Ward codes with blanks between; all for every ward</translation>
    </message>
    <message>
        <source>初始密码（至少 8 位）</source>
        <translation>First password (8 characters or more)</translation>
    </message>
    <message>
        <source>已为 {name} 开户</source>
        <translation>Account opened for {name}</translation>
    </message>
    <message>
        <source>修改账号 {login}</source>
        <translation>Change account {login}</translation>
    </message>
    <message>
        <source>已修改 {name} 的账号</source>
        <translation>Account of {name} changed</translation>
    </message>
    <message>
        <source>停用 {name} 的账号？其登录立即失效。</source>
        <translation>Close the account of {name}? Its log-ins end at once.</translation>
    </message>
    <message>
        <source>新密码（至少 8 位）</source>
        <translation>New password (8 characters or more)</translation>
    </message>
    <message>
        <source>{name} 的新密码</source>
        <translation>New password for {name}</translation>
    </message>
    <message>
        <source>{name} 的密码已更换</source>
        <translation>{name} has a new password</translation>
    </message>
</context>
<context>
    <name>Station</name>
    <message>
        <source>您没有此操作的权限</source>
        <translation>You do not have the right to do this</translation>
    </message>
    <message>
        <source>系统管理</source>
        <translation>Administration</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>锁定、换人、密码、语言、注销（Alt+0）</source>
        <translation>Lock, colleague, password, language, log out (Alt+0)</translation>
    </message>
    <message>
        <source>● 正在处理…</source>
        <translation>● Working…</translation>
    </message>
    <message>
        <source>正在连接</source>
        <translation>Connecting</translation>
    </message>
    <message>
        <source>已连接</source>
        <translation>Connected</translation>
    </message>
</context>
<context>
    <name>_Hits</name>
    <message>
        <source>规格</source>
        <translation>Specification</translation>
    </message>
    <message>
        <source>以下仅为相近，请用 ↓ 选择</source>
        <translation>Only similar; choose with ↓</translation>
    </message>
</context>
<context>
    <name>editors</name>
    <message>
        <source>最多 {places} 位小数</source>
        <translation>At most {places} decimals</translation>
    </message>
    <message>
        <source>请输入整数</source>
        <translation>Enter a whole number</translation>
    </message>
    <message>
        <source>不能小于 {minimum}</source>
        <translation>Not less than {minimum}</translation>
    </message>
    <message>
        <source>不能大于 {maximum}</source>
        <translation>Not more than {maximum}</translation>
    </message>
    <message>
        <source>应在 {minimum} 到 {maximum} 之间</source>
        <translation>Between {minimum} and {maximum}</translation>
    </message>
</context>
<context>
    <name>formats</name>
    <message>
        <source>{n}岁</source>
        <translation>{n} y</translation>
    </message>
    <message>
        <source>{n}月</source>
        <translation>{n} mo</translation>
    </message>
    <message>
        <source>{n}天</source>
        <translation>{n} d</translation>
    </message>
    <message>
        <source>请输入数字</source>
        <translation>Enter a number</translation>
    </message>
    <message>
        <source>请输入日期，如 11-21 或 2026-11-21</source>
        <translation>Enter a date such as 11-21 or 2026-11-21</translation>
    </message>
    <message>
        <source>请输入时间，如 8:30 或 11-21 8:30</source>
        <translation>Enter a time such as 8:30 or 11-21 8:30</translation>
    </message>
</context>
<context>
    <name>table</name>
    <message>
        <source>改</source>
        <translation>edit</translation>
    </message>
    <message>
        <source>删</source>
        <translation>delete</translation>
    </message>
    <message>
        <source>冲突</source>
        <translation>conflict</translation>
    </message>
    <message>
        <source>有误</source>
        <translation>error</translation>
    </message>
</context>
</TS>
