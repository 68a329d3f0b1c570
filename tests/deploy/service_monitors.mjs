// Checks every ServiceMonitor on standard input, which the schemas of Kubernetes itself do not know.
import { readFileSync } from 'node:fs';
import { ServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import { parseAllDocuments } from 'yaml';

const all = parseAllDocuments(readFileSync(0, 'utf8')).map((document) => document.toJS());
const monitors = all.filter((document) => document?.kind === 'ServiceMonitor');
for (const monitor of monitors) {
  new ServiceMonitor(monitor).validate();
}
if (monitors.length !== 1) {
  throw new Error(`${monitors.length} service monitors`);
}
