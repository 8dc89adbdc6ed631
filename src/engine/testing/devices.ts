/** Tracks every graphics device that is opened, so that tests can lose them and look for leaks. */

/** The devices opened from now on, oldest first; grows as more are opened. */
export function watchDevices(): GPUDevice[] {
  const devices: GPUDevice[] = [];
  const original = Reflect.get<GPUAdapter, 'requestDevice'>(GPUAdapter.prototype, 'requestDevice');
  GPUAdapter.prototype.requestDevice = async function request(
    this: GPUAdapter,
    descriptor?: GPUDeviceDescriptor,
  ) {
    const device = await original.call(this, descriptor);
    devices.push(device);
    return device;
  };
  return devices;
}
