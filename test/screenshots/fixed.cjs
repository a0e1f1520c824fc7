// Loaded into every process of the VS Code that pictures are taken of, so that two runs show the same: its day begins at the
// same time and passes slowly, and what listens on any free port of this computer gets the next of a row.
const net = require('node:net');

const start = new Date(2026, 2, 2, 9, 30).getTime();
/** How much slower than a clock on the wall: a run of some minutes takes a few seconds. */
const slowness = 60;

const RealDate = Date;
const began = RealDate.now();
const now = () => start + Math.floor((RealDate.now() - began) / slowness);

globalThis.Date = class extends RealDate {
  constructor(...parts) {
    super(...(parts.length === 0 ? [now()] : parts));
  }
  static now() {
    return now();
  }
};

if (process.argv.includes('--type=extensionHost')) {
  let next = 7071;
  const { listen } = net.Server.prototype;
  net.Server.prototype.listen = function fixed(port, ...more) {
    return listen.call(this, port === 0 && more[0] === '127.0.0.1' ? next++ : port, ...more);
  };
}
