// Picture codes with svg-captcha, as an Express site has them: two processes, one Redis.
import cluster from 'node:cluster';
import express from 'express';
import { createClient } from 'redis';
import svgCaptcha from 'svg-captcha';

const PROCESSES = 2;

if (cluster.isPrimary) {
  for (let n = 0; n < PROCESSES; n += 1) cluster.fork();
  // A peer that lost a process would look slower than it is.
  cluster.on('exit', () => process.exit(1));
} else {
  const redis = await createClient({ url: process.env.REDIS_URL }).connect();
  const app = express();
  app.get('/image_codes/:uuid/', async (request, response) => {
    const { text, data } = svgCaptcha.create();
    await redis.set(request.params.uuid, text, { EX: 100 });
    response.type('svg').send(data);
  });
  const [host, port] = process.env.ADDRESS.split(':');
  app.listen(Number(port), host);
}
