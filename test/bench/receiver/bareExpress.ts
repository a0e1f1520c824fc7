/** The peer: a minimal express app that reads the body and responds with 200. */
import type { AddressInfo } from 'node:net';
import express from 'express';

process.on('disconnect', () => process.exit());
const app = express();
app.use(express.raw({ type: () => true, limit: '30mb' }));
app.post('/hook/:token', (_request, response) => void response.sendStatus(200));
const server = app.listen(0, '127.0.0.1', () => process.send!({ value: (server.address() as AddressInfo).port }));
