package org.openclaw.appliance.windows;

import com.sun.jna.Pointer;

/**
 * The functions of kernel32.dll that are asked about memory, by their own names. Only pointers and numbers, so that a call
 * makes no garbage. A BOOL is an int, 0 for failure; a HANDLE is a pointer.
 */
interface MemoryCalls {

    int GlobalMemoryStatusEx(Pointer memoryStatusEx);

    Pointer GetCurrentProcess();

    /** psapi's GetProcessMemoryInfo, which lives in kernel32 since Windows 7. */
    int K32GetProcessMemoryInfo(Pointer process, Pointer processMemoryCountersEx, int size);

    /** psapi's GetPerformanceInfo, which lives in kernel32 since Windows 7. */
    int K32GetPerformanceInfo(Pointer performanceInformation, int size);

    /** @param type 0: LowMemoryResourceNotification. @return null for failure */
    Pointer CreateMemoryResourceNotification(int type);

    int QueryMemoryResourceNotification(Pointer notification, Pointer state);

    /** @return 0 (WAIT_OBJECT_0) when signalled, 258 (WAIT_TIMEOUT) when the time was over, -1 for failure */
    int WaitForSingleObject(Pointer handle, int millis);

    int CloseHandle(Pointer handle);

    /** @param heap null for all. @param informationClass 3: HeapOptimizeResources, Windows 8.1 */
    int HeapSetInformation(Pointer heap, int informationClass, Pointer information, long size);
}
