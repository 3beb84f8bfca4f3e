using System.Runtime.ExceptionServices;

namespace Cnn.Gen.Runtime;

/// <summary>
/// Something that a team of threads executes together. It is reused from run to run, so that a run allocates nothing; only one
/// run at a time.
/// </summary>
internal abstract class TeamJob
{
    private readonly TeamBarrier _barrier = new(1);
    private WorkerPool.Worker[] _workers = [];
    private ExceptionDispatchInfo? _failure;
    private volatile int _working;

    /// <summary>
    /// Executes the job on the calling thread and at most <paramref name="threads"/> - 1 idle threads of the pool, and returns when all
    /// have finished. What a member throws is thrown here, once no member touches the job's memory any more.
    /// </summary>
    public void Run(int threads)
    {
        if (threads == 1)
        {
            Execute(Team.Single);
            return;
        }

        if (_workers.Length < threads - 1)
            _workers = new WorkerPool.Worker[threads - 1];
        int helpers = WorkerPool.Rent(_workers.AsSpan(0, threads - 1));
        if (helpers == 0)
            Execute(Team.Single);
        else
            RunTogether(helpers);
    }

    /// <summary>One member's part.</summary>
    protected abstract void Execute(Team team);

    /// <summary>What a rented worker does, as member <paramref name="index"/> of <paramref name="count"/>.</summary>
    internal void ExecuteAsWorker(int index, int count)
    {
        ExecuteMember(new Team(index, count, _barrier));
        Interlocked.Decrement(ref _working); // The worker's last access: from here on the next run may begin.
    }

    private void RunTogether(int helpers)
    {
        // Every worker is this team's alone and awake or being woken, so all members do come to the barrier.
        _failure = null;
        _working = helpers;
        _barrier.Reset(helpers + 1);
        for (int i = 0; i < helpers; i++)
            _workers[i].Start(this, i + 1, helpers + 1);

        ExecuteMember(new Team(0, helpers + 1, _barrier));
        var spinner = new SpinWait();
        while (_working != 0)
            spinner.SpinOnce(sleep1Threshold: -1);

        WorkerPool.Return(_workers.AsSpan(0, helpers));
        _failure?.Throw();
    }

    private void ExecuteMember(Team team)
    {
        try
        {
            Execute(team);
        }
        catch (TeamAbortedException)
        {
            // Somebody else's failure is the reason, and already noted.
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, ExceptionDispatchInfo.Capture(exception), null);
            _barrier.Abort();
        }
    }
}
