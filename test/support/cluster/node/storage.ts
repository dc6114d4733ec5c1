/** Volumes of the class that the manifests ask for, made beforehand: nothing here makes them on demand. */
import { NODE_NAME } from './layout.ts';

const STORAGE_CLASS = 'gp3';
const VOLUMES = 8;
const pathOf = (index: number) => `/var/lib/vigia-volumes/${index}`;

/** Folders of the node that hold the volumes. */
export const VOLUME_FOLDERS: readonly string[] = Array.from({ length: VOLUMES }, (_, index) => pathOf(index));

/** The storage class and its volumes. The size is that of the largest claim; the disk below decides what there is. */
export function storageManifests(): readonly object[] {
  const storageClass = {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: STORAGE_CLASS },
    provisioner: 'kubernetes.io/no-provisioner',
    volumeBindingMode: 'WaitForFirstConsumer',
  };
  return [storageClass, ...VOLUME_FOLDERS.map(volume)];
}

/** Of kind `local`: unlike a `hostPath` it is handed to the pod's group, as a disk of the cloud is. */
function volume(path: string, index: number): object {
  const here = { key: 'kubernetes.io/hostname', operator: 'In', values: [NODE_NAME] };
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `volume-${index}` },
    spec: {
      capacity: { storage: '1Ti' },
      accessModes: ['ReadWriteOnce'],
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: STORAGE_CLASS,
      local: { path },
      nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [here] }] } },
    },
  };
}
