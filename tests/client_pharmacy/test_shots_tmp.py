import sys; sys.path.insert(0,"/tmp")
from shots import *
from tests.client_pharmacy.station import dialog
from client_pharmacy.requests.dialogs import *
from client_pharmacy.stock.receive import ReceiveDialog
from shared.qt.preview import PreviewDialog
def test_shots(open_station, world, qtbot):
    fill(world)
    s=open_station()
    s.shell.resize(1366,728)
    s.until(lambda: s.requests.lines.rows().rowCount()>0)
    P=s.requests.presenter
    P.choose_ward("W01")
    ids=[r.request_id for r in P.shown_requests()]
    P.open(ids[1]); qtbot.wait(100)
    fresh=world.request((ASPIRIN,3),("200059","0.06"),ward="W04",name="钱多多")
    qtbot.wait(700)
    s.shell.grab().save(OUT+"/requests2.png")
    s.requests.lines.go_to(0)
    s.requests.refuse_key.press(); qtbot.wait(100)
    d=dialog(RefuseDialog); d.grab().save(OUT+"/refuse.png"); d.reject()
    P.dispense(); qtbot.wait(400)
    s.shell.grab().save(OUT+"/requests3.png")
    s.requests.slip_key.press(); s.until(lambda: dialog(PreviewDialog) is not None); qtbot.wait(300)
    dialog(PreviewDialog).grab().save(OUT+"/slip.png"); dialog(PreviewDialog).reject()
    s.requests.keys[4].press(); qtbot.wait(100); dialog(DayDialog).grab().save(OUT+"/day.png"); dialog(DayDialog).reject()
    s.shell.open_page(s.stock); s.until(lambda: s.stock.drugs.rows().rowCount()>0); 
    rows=[s.stock.drugs.rows().row(i).drug_code for i in range(68)]
    s.stock.drugs.go_to(rows.index("200060")); s.stock.drugs.go_to(rows.index(CEFUROXIME)); qtbot.wait(300)
    s.shell.grab().save(OUT+"/stock.png")
    s.stock.receive_key.press(); qtbot.wait(100); d=dialog(ReceiveDialog); d.submit(); qtbot.wait(50); d.grab().save(OUT+"/receive.png"); d.reject()
