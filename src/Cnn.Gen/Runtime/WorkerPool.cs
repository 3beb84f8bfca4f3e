using System.Diagnostics;

namespace Cnn.Gen.Runtime;

/// <summary>
/// The process's background threads that help to execute <see cref="TeamJob"/>s. They are made when first wanted and never end; an
/// idle one spins for a moment, then sleeps. A worker belongs to one team at a time; when none is free, a team is smaller.
/// </summary>
internal static class WorkerPool
{
    /// <summary>The most members a team can have.</summary>
    public const int MaxTeam = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<Worker> Idle = new(MaxTeam);
    private static int _workers;

    /// <summary>
    /// Takes idle workers out of the pool, as many as there are up to the length of <paramref name="workers"/>, and says how many.
    /// New ones are made until there is one for each processor, or for the largest team ever wanted.
    /// </summary>
    public static int Rent(Span<Worker> workers)
    {
        int limit = Math.Max(Environment.ProcessorCount - 1, workers.Length);
        lock (Gate)
        {
            int rented = 0;
            while (rented < workers.Length && (Idle.Count > 0 || _workers < limit))
                workers[rented++] = Idle.TryPop(out Worker? idle) ? idle : new Worker(++_workers);
            return rented;
        }
    }

    /// <summary>Puts workers that have finished back into the pool.</summary>
    public static void Return(ReadOnlySpan<Worker> workers)
    {
        lock (Gate)
        {
            foreach (Worker worker in workers)
                Idle.Push(worker);
        }
    }

    /// <summary>One background thread and the letter box through which it gets its job.</summary>
    internal sealed class Worker
    {
        private static readonly long SpinTicks = Environment.ProcessorCount > 1 ? Stopwatch.Frequency / 20_000 : 0; // 50 microseconds

        private readonly object _wake = new();
        private TeamJob? _job;
        private int _index;
        private int _count;
        private volatile bool _asleep;

        /// <summary>Starts the thread.</summary>
        public Worker(int number) =>
            new Thread(Loop) { IsBackground = true, Name = $"Cnn.Gen worker {number}" }.UnsafeStart();

        /// <summary>Gives the worker its place in a team. The worker must be rented and have finished its last job.</summary>
        public void Start(TeamJob job, int index, int count)
        {
            _index = index;
            _count = count;
            Interlocked.Exchange(ref _job, job); // A full fence: either we see it asleep, or it sees the job.
            if (_asleep)
            {
                lock (_wake)
                    Monitor.Pulse(_wake);
            }
        }

        private void Loop()
        {
            while (true)
            {
                TeamJob job = WaitForJob();
                job.ExecuteAsWorker(_index, _count);
            }
        }

        private TeamJob WaitForJob()
        {
            long start = Stopwatch.GetTimestamp();
            var spinner = new SpinWait();
            while (Volatile.Read(ref _job) is null && Stopwatch.GetTimestamp() - start < SpinTicks)
                spinner.SpinOnce(sleep1Threshold: -1);

            if (Volatile.Read(ref _job) is null)
                Sleep();
            return Interlocked.Exchange(ref _job, null)!;
        }

        private void Sleep()
        {
            lock (_wake)
            {
                _asleep = true;
                Interlocked.MemoryBarrier();
                while (Volatile.Read(ref _job) is null)
                    Monitor.Wait(_wake);
                _asleep = false;
            }
        }
    }
}
