// The reference of P9 and P10: node's `ws` sends one message to every client for every line on standard input.
const { WebSocketServer } = require('ws');
const [port, deflate] = [Number(process.argv[2]), process.argv[3] === 'deflate'];
const sample = JSON.parse(require('fs').readFileSync(process.argv[4], 'utf8'));
const perMessageDeflate = deflate ? { threshold: 0 } : false;
const server = new WebSocketServer({ host: '127.0.0.1', port, backlog: 4096, perMessageDeflate });
server.on('connection', client => client.on('error', () => {}));
server.on('listening', () => console.log('ready'));
let number = 0;
require('readline').createInterface({ input: process.stdin }).on('line', () => {
  const message = JSON.stringify({ ...sample, executionId: ++number, timestamp: new Date().toISOString() });
  for (const client of server.clients) client.send(message);
}).on('close', () => process.exit());
